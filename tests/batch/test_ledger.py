"""The ledger alone: what has to be read, and what need not be again."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.batch.errors import InUseError, OutputError
from imr_llm.batch.ledger import recipe as way_module
from imr_llm.batch.ledger.ledger import LEDGER, Job, Ledger
from imr_llm.batch.ledger.lock import Lock
from imr_llm.batch.ledger.recipe import WORDING, way_of
from imr_llm.batch.ledger.unit import Failure, InputItem, ItemResult, KeptAnswer, PackedRecord, SummaryRow, pack
from imr_llm.batch.ledger.views import dead_letters, records
from imr_llm.llm.endpoint.exchange import Usage
from imr_llm.settings import load_settings

RULES = Job("letters", way_of(None))
LLM = load_settings(model="one")


def found(name: str, words: str | None = None) -> InputItem:
    return InputItem(f"{name}.txt", name, data=(words or name).encode())


def finished(unit, **given) -> ItemResult:
    given = {"records": (PackedRecord(0, pack(b"{}")),)} | given
    return ItemResult(unit.sha256, **given)


def read_all(ledger: Ledger, job: Job, *names: str, **given) -> list[str]:
    """The names of the letters that a run has to read, which it does."""
    run = ledger.begin(job)
    units = ledger.admit(run, [found(*name.split("=")) for name in names])
    ledger.finish(run, [finished(unit, **given) for unit in units])
    ledger.scanned(run)
    return [unit.ident for unit in units]


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / LEDGER) as opened:
        yield opened


def test_a_letter_under_two_names_is_read_once_and_one_more_costs_one(ledger):
    assert read_all(ledger, RULES, "a", "b=a", "c") == ["a", "c"]
    assert read_all(ledger, RULES, "a", "b=a", "c") == []
    assert read_all(ledger, RULES, "a", "b=a", "c", "d") == ["d"]
    census = ledger.census(RULES.way.key)
    assert (census.names, census.letters, census.duplicates, census.done) == (4, 3, 1, 3)
    assert [row.letter_id for row in records(ledger.path, RULES.way.key, set())] == ["a", "b", "c", "d"]


def test_names_that_are_gone_leave_the_outputs_and_their_letters_stay_read(ledger):
    read_all(ledger, RULES, "a", "b")
    assert read_all(ledger, RULES, "b") == []
    assert [row.letter_id for row in records(ledger.path, RULES.way.key, set())] == ["b"]
    assert read_all(ledger, RULES, "b", "moved=a") == []


def test_a_run_that_never_finished_a_letter_gives_it_again(ledger):
    run = ledger.begin(RULES)
    assert len(ledger.admit(run, [found("a")])) == 1
    assert ledger.census(RULES.way.key).waiting == 1
    assert read_all(ledger, RULES, "a") == ["a"]


CHANGES = {
    "model": lambda _: load_settings(model="two"),
    "seed": lambda _: load_settings(model="one", seed=1),
    "redaction": lambda _: load_settings(model="one", redact=False),
    "rules": lambda patch: patch.setattr(way_module, "RULES_VERSION", "other"),
    "record": lambda patch: patch.setattr(way_module, "SCHEMA_VERSION", "other"),
    "answers": lambda patch: patch.setattr(way_module, "schema_hash", lambda model: f"other {model.__name__}"),
    "reading prompts": lambda patch: patch.setattr(way_module, "load", _changed("extract")),
    "summary prompt": lambda patch: patch.setattr(way_module, "load", _changed("summarize")),
    "address": lambda _: load_settings(model="one", base_url="http://127.0.0.1:1/v1"),
    "timeout": lambda _: load_settings(model="one", timeout=1.0),
}


def _changed(name: str):
    real = way_module.load
    return lambda given: real(given).model_copy(update={"version": 999} if given == name else {})


@pytest.mark.parametrize(
    ("change", "redone"),
    [
        *((name, ("record", "summary")) for name in ("model", "seed", "redaction", "rules", "record", "answers")),
        ("reading prompts", ("record", "summary")),
        ("address", ()),
        ("timeout", ()),
    ],
)
def test_a_change_redoes_exactly_what_depends_on_it(ledger, monkeypatch, change, redone):
    def job_of(settings) -> Job:
        return Job("letters", way_of(settings), ("en",), WORDING)

    summary = (SummaryRow(0, "en", pack(b"{}")),)
    job = job_of(LLM)
    assert read_all(ledger, job, "a", summaries=summary) == ["a"]
    assert read_all(ledger, job, "a", summaries=summary) == []
    after = job_of(CHANGES[change](monkeypatch) or LLM)
    units = ledger.admit(ledger.begin(after), [found("a")])
    asked = [(*(("record",) if not unit.records else ()), *(("summary",) if unit.languages else ())) for unit in units]
    assert asked == ([redone] if redone else [])
    # The way back costs nothing.
    monkeypatch.undo()
    assert read_all(ledger, job, "a") == []


def test_another_language_asks_for_that_summary_alone(ledger):
    english = replace(RULES, languages=("en",), wording="w")
    read_all(ledger, english, "a", summaries=(SummaryRow(0, "en", pack(b"{}")),))
    both = replace(english, languages=("en", "es"))
    (unit,) = ledger.admit(ledger.begin(both), [found("a")])
    assert (unit.languages, unit.records) == (("es",), (PackedRecord(0, pack(b"{}")),))


def test_retry_failed_reads_again_what_failed_and_nothing_else(ledger):
    run = ledger.begin(RULES)
    good, bad, refused = ledger.admit(run, [found("good"), found("bad"), found("refused")])
    fault = Failure("not_a_letter", "this is no letter")
    ledger.finish(run, [finished(good), finished(bad, records=(), failure=fault), finished(refused, ending="refused")])
    assert [row.letter_id for row in dead_letters(ledger.path, run.way)] == ["bad"]
    assert read_all(ledger, RULES, "good", "bad", "refused") == []
    retry = ledger.begin(replace(RULES, retry_failed=True))
    again = ledger.admit(retry, [found("good"), found("bad"), found("refused")])
    assert [unit.ident for unit in again] == ["bad", "refused"]
    # What was read before stays when reading it again gives nothing.
    ledger.finish(retry, [finished(unit, records=(), failure=fault) for unit in again])
    assert [row.letter_id for row in records(ledger.path, run.way, set())] == ["good", "refused"]
    assert [(row.letter_id, row.attempts) for row in dead_letters(ledger.path, run.way)] == [("bad", 2)]


def test_a_file_of_which_only_some_letters_could_be_read_has_these_and_is_a_dead_letter(ledger):
    run = ledger.begin(RULES)
    (unit,) = ledger.admit(run, [found("three")])
    parts = (PackedRecord(1, pack(b"{}")), PackedRecord(3, pack(b"{}")))
    ledger.finish(run, [finished(unit, records=parts, failure=Failure("unknown_form", "letter 2 in it"))])
    assert [row.letter_id for row in records(ledger.path, run.way, set())] == ["three-1", "three-3"]
    assert [row.why for row in dead_letters(ledger.path, run.way)] == ["letter 2 in it"]


def test_what_was_paid_is_counted_once_and_kept_answers_come_back(ledger):
    run = ledger.begin(RULES)
    (unit,) = ledger.admit(run, [found("a")])
    kept = KeptAnswer("question", "answered", "{}", Usage(1, 10, 1))
    ledger.keep_answers(run, unit.sha256, [kept])
    again = ledger.begin(RULES)
    (unit,) = ledger.admit(again, [found("a")])
    assert unit.answers == (kept,)
    ledger.finish(again, [finished(unit, usage=Usage(2, 20, 2))])
    assert (ledger.spent(), ledger.spent(run), ledger.spent(again)) == (Usage(2, 20, 2), Usage(), Usage(2, 20, 2))
    assert ledger.admit(ledger.begin(replace(RULES, retry_failed=True)), [found("a")]) == []


NAMES = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz")), max_size=8, unique_by=lambda it: it[0])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(NAMES, st.integers(0, 8)), min_size=1, max_size=5))
def test_whatever_is_found_and_wherever_runs_break_off_each_letter_is_read_once(tmp_path_factory, runs):
    """Each run finds other names, and is broken off after so many letters are durable."""
    done: set[str] = set()
    with Ledger(tmp_path_factory.mktemp("ledger") / LEDGER) as ledger:
        for names, durable in runs:
            run = ledger.begin(RULES)
            units = ledger.admit(run, [found(name, words) for name, words in names])
            wanted = {words for _, words in names} - done
            assert {unit.data.decode() for unit in units} == wanted
            assert len(units) == len(wanted)
            ledger.finish(run, [finished(unit) for unit in units[:durable]])
            done |= {unit.data.decode() for unit in units[:durable]}
            if durable >= len(units):
                ledger.scanned(run)
                shown = [row.letter_id for row in records(ledger.path, run.way, set())]
                assert shown == sorted(name for name, _ in names)


def test_a_ledger_of_another_version_or_a_damaged_one_is_refused(tmp_path):
    with Ledger(tmp_path / LEDGER) as ledger:
        ledger.set_meta("schema", "99")
    with pytest.raises(OutputError, match="another version"):
        Ledger(tmp_path / LEDGER)
    (tmp_path / "damaged").write_bytes(b"no database, whatever its name may say" * 100)
    with pytest.raises(OutputError, match="damaged"):
        Ledger(tmp_path / "damaged")


def test_a_second_process_is_told_and_a_lock_that_was_left_behind_is_none(tmp_path):
    with Lock(tmp_path), pytest.raises(InUseError, match="in use by process"), Lock(tmp_path):
        pass
    with Lock(tmp_path):
        pass
