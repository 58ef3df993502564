"""Speed and memory, measured against what a user would pick instead: ``python -m bench``."""
