"""Whether the grounds of one treatment have been torn apart by words that were put between them.

A rationale closes with its decision, as all of 439 in letters of 2016 and 2017 do. Where one does not, and the next
closes against its own heading, the end of the first stands below the second: an issue was put in between.
"""

from imr_llm.letter.model import Sections
from imr_llm.record.model import ISSUES
from imr_llm.rules.text.proofs import Proofs


def check_grounds(sections: Sections, proofs: Proofs) -> None:
    """Doubt all decisions where the grounds of one seem to stand below another."""
    verdicts = {
        check.field: check.verdict for check in proofs.checks if check.against == "closing_sentence" and check.elsewhere
    }
    for index, issue in enumerate(sections.issues[:-1]):
        closed = f"/issues/{index}/decision" in verdicts or issue.decided_by == "rationale" or issue.rationale is None
        if not closed and verdicts.get(f"/issues/{index + 1}/decision") == "disagree":
            why = "the grounds of one treatment seem to stand below another; words may have been put between them"
            proofs.doubt(ISSUES, "suspicious", why)
            return
