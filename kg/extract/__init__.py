"""What narratives claim: norms, causes, amounts, agreements, places and bodies.

``kg.extract.extractor.Extractor`` is the one door for reading; it takes a document at a time, because the spellings
of a norm are resolved over the whole document. Questions use ``kg.extract.norms`` alone: nothing is imported here.
"""
