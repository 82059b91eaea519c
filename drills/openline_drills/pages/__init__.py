"""Pages: a kept run, or two, as one HTML file, to be read without network and without script.

In: a run folder that was read, or a comparison. Out: a document of less than a megabyte, with its
charts inside, for a phone, a desk, a sheet of paper, a screen reader. Nothing is measured or
judged here.
"""

from openline_drills.pages._comparison import comparison_html, comparison_sentence
from openline_drills.pages._document import MOST_BYTES, report_html
from openline_drills.pages._sentence import sentence

__all__ = ["MOST_BYTES", "comparison_html", "comparison_sentence", "report_html", "sentence"]
