"""The report as JUnit XML: a test a gate, a test a forbidden flip, a test a letter. No letter text is in it."""

from collections import Counter
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from imr_llm.evaluation.report import Flip, GateResult, LetterResult, Report, Verdict
from imr_llm.evaluation.run import Read
from imr_llm.evaluation.verdict import bound_words, figure, flip_words, forbidden


def render_junit(report: Report) -> str:
    """The whole report. A letter fails only when it has a label and could not be read."""
    root = Element("testsuites", name="imr-llm eval")
    _suite(root, "gates", [_gate(gate) for gate in report.gates])
    _suite(root, "flips", [_flip(flip) for flip in forbidden(report.comparison)])
    _suite(root, "letters", [_letter(letter) for letter in report.letters])
    return _written(root)


def render_verdict(verdict: Verdict) -> str:
    """A comparison alone: one test."""
    root = Element("testsuites", name="imr-llm eval diff")
    test = (
        Element("testcase", classname="eval", name="diff") if not verdict.exit_code else _failed("diff", verdict.line)
    )
    _suite(root, "diff", [test])
    return _written(root)


def render_stale(reads: Sequence[Read]) -> str:
    """The recordings alone: a test each, failed where it does not fit what is asked now."""
    root = Element("testsuites", name="imr-llm eval")
    _suite(root, "recordings", [_recording(read) for read in reads])
    return _written(root)


def _recording(read: Read) -> Element:
    name = read.case.name
    return _failed(name, read.stale) if read.stale else Element("testcase", classname="eval", name=name)


def _gate(gate: GateResult) -> Element:
    if gate.passed:
        return Element("testcase", classname="eval", name=gate.name)
    return _failed(gate.name, f"{figure(gate.value)} ({bound_words(gate)})")


def _flip(flip: Flip) -> Element:
    where = f"; {flip.file}:{flip.line}" if flip.line else ""
    test = _failed(flip_words(flip), f"went from right to wrong{where}")
    if flip.file:
        test.set("file", flip.file)
    if flip.line:
        test.set("line", str(flip.line))
    return test


def _letter(letter: LetterResult) -> Element:
    if letter.state == "unreadable" and letter.label_sha256:
        return _failed(letter.name, f"not readable: {letter.fault}")
    test = Element("testcase", classname="eval", name=letter.name)
    if letter.state == "scored":
        kinds = Counter(judgement.kind.value for judgement in letter.judgements)
        output = SubElement(test, "system-out")
        output.text = ", ".join(f"{kind} {times}" for kind, times in sorted(kinds.items()))
    else:
        SubElement(
            test, "skipped", message="no label" if letter.state == "not_scored" else f"not readable: {letter.fault}"
        )
    return test


def _failed(name: str, why: str) -> Element:
    test = Element("testcase", classname="eval", name=name)
    SubElement(test, "failure", message=why)
    return test


def _suite(root: Element, name: str, tests: list[Element]) -> None:
    failures = sum(test.find("failure") is not None for test in tests)
    skipped = sum(test.find("skipped") is not None for test in tests)
    counts = {"tests": str(len(tests)), "failures": str(failures), "errors": "0", "skipped": str(skipped)}
    suite = SubElement(root, "testsuite", {"name": name, **counts})
    suite.extend(tests)


def _written(root: Element) -> str:
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
