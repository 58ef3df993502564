"""Tell setuptools what ``pyproject.toml`` cannot: the example reports travel in the wheel as ``api/examples``."""

from setuptools import find_namespace_packages, setup

setup(
    packages=[*find_namespace_packages(include=["kg*", "search*", "api*", "ontologies*"]), "api.examples"],
    package_dir={"api.examples": "examples"},
)
