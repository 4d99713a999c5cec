"""The small grammar that sentences about figures need, in Polish and English: word forms, never whole sentences.

Whole sentences are messages (gettext), and where one whole number decides one form, gettext's plurals decide it. What they
cannot do is here: fractions ("2,5 punktu"), two numbers in one sentence ("dane mają 3 z 66 gmin"), units that are
words ("1 osoba", "2 osoby"), lists, and "z 25" beside "ze 116".

Names of places are never declined. Polish has no rule that tells "we Wrocławiu", "w Łodzi" and "w Zakopanem" from
the nominative, a register of forms for 2,479 municipalities does not exist, and a wrong form in an official text is
worse than a plain one: a name stands in the nominative, before a colon or in a list, and a sentence is built round it.
"""

from empiria.reporting.grammar.agreement import Verb, agreeing
from empiria.reporting.grammar.lists import listed
from empiria.reporting.grammar.nouns import Case, Noun, counted_form, is_count, unit_form
from empiria.reporting.grammar.plurals import Category, category
from empiria.reporting.grammar.prepositions import out_of

__all__ = [
    "Case",
    "Category",
    "Noun",
    "Verb",
    "agreeing",
    "category",
    "counted_form",
    "is_count",
    "listed",
    "out_of",
    "unit_form",
]
