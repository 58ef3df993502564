"""Read numbers, money and dates as people write them in Ecuador; nothing here raises on bad input.

Each reading carries a value or says what is wrong with the spelling, so that no cell is ever lost in silence.
"""

from kg.values.dates import DateReading, Deadline, Schedule, find_dates, find_deadline, parse_date, parse_schedule
from kg.values.lexicon import says_nothing
from kg.values.money import Money, find_money
from kg.values.numbers import Fault, Number, Reading, find_numbers, parse_number

__all__ = [
    "DateReading",
    "Deadline",
    "Fault",
    "Money",
    "Number",
    "Reading",
    "Schedule",
    "find_dates",
    "find_deadline",
    "find_money",
    "find_numbers",
    "parse_date",
    "parse_number",
    "parse_schedule",
    "says_nothing",
]
