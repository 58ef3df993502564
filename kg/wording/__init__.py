"""What the words of a report mean: labels, units of measure, targets in a sentence, legal competences.

Records are made with these and quality rules compare with them; nothing here knows either.
"""
