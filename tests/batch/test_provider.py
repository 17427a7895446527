import json
import shutil
import sqlite3
from collections import Counter

import pytest

from imr_llm.batch.errors import InUseError
from imr_llm.batch.ledger.ledger import LEDGER
from imr_llm.batch.ledger.lock import Lock
from imr_llm.batch.provider.files import Limits
from imr_llm.batch.queue.budget import Caps, Prices
from imr_llm.errors import UsageError
from tests.batch.provider_server import ProviderServer
from tests.batch.provider_trial import WRITTEN, Trial, answer, answers_as, read_live, settings_for, write_letters
from tests.llm.loopback import Loopback
from tests.llm.perfect import CASES

FEW = WRITTEN[:6]


@pytest.fixture
def server():
    with ProviderServer(answer) as server:
        yield server


@pytest.fixture
def letters(tmp_path):
    return write_letters(tmp_path / "letters", FEW)


@pytest.fixture
def trial(server, letters, tmp_path):
    return Trial(letters, tmp_path / "out", settings_for(server.base_url))


def test_letters_come_to_the_records_of_the_live_path(server, tmp_path):
    letters = write_letters(tmp_path / "letters")
    trial = Trial(letters, tmp_path / "out", settings_for(server.base_url), limits=Limits(4, 200_000))
    assert trial.submit().waiting == len(WRITTEN)
    assert len(server.batches) >= 4
    assert all(len(file.content) <= 200_000 for file in server.files.values() if file.purpose == "batch")
    assert not trial.collect().exit_code
    # Every letter has another question (most about doubts, all about why), which nobody has sent yet.
    assert not trial.records
    report = trial.finish()
    assert (report.done, report.waiting, report.exit_code) == (len(WRITTEN), 0, 0)
    with Loopback(answer=answer) as live:
        read_live(letters, tmp_path / "live", settings_for(live.base_url))
    assert (trial.output / "records.jsonl").read_bytes() == (tmp_path / "live" / "records.jsonl").read_bytes()
    assert bodies(server.bodies.values()) == bodies(live.bodies)
    assert set(server.paid.values()) == {1}
    assert report.requests == len(server.paid) == len(live.received)


def bodies(sent):
    return Counter(json.dumps(body, sort_keys=True) for body in sent)


# How each of six letters' first request is answered at first, and how often it is paid for. What never reaches the
# letter's reader is asked again as it was.
LINES = [
    ("drop", "ok", 1),
    ("500", "ok", 1),
    ("garbage", "ok", 2),
    ("twice", "ok", 1),
    ("foreign", "ok", 1),
    ("huge", "ok", 2),
    ("malformed", "malformed", 1),
    ("misfit", "misfit", 1),
    ("length", "length", 1),
    ("refusal", "refusal", 1),
    ("400", "400", 0),
]


@pytest.mark.parametrize(("behaviour", "as_live", "paid"), LINES)
def test_a_line_that_is_no_answer_is_asked_again_as_the_live_path_would(
    server, trial, tmp_path, behaviour, as_live, paid
):
    first = answers_as(behaviour, FEW[1])
    server.lines = first
    trial.submit()
    report = trial.finish()
    assert (report.done, report.waiting, report.dead) == (6, 0, 0)
    with Loopback(answers_as(as_live, FEW[1]).live, answer=answer) as live:
        read_live(trial.letters, tmp_path / "live", settings_for(live.base_url))
    assert (trial.output / "records.jsonl").read_bytes() == (tmp_path / "live" / "records.jsonl").read_bytes()
    assert bodies(server.bodies.values()) == bodies(live.bodies)
    twice = {name: count for name, count in server.paid.items() if count != 1}
    assert twice == ({first.name: paid} if paid > 1 else {})
    assert server.paid[first.name] == paid


# How the first batch ends, and how many of its six requests are sent again.
ENDS = [("expired:0.5", 3), ("expired:0.0", 6), ("cancelled:0.34", 4), ("failed:token_limit_exceeded", 6)]


@pytest.mark.parametrize(("end", "again", "how"), [*((*end, "collect") for end in ENDS), (*ENDS[0], "submit")])
def test_a_batch_that_ends_early_leaves_only_what_is_missing_to_be_sent(server, trial, end, again, how):
    server.ends = [end]
    trial.submit()
    trial.collect()
    assert trial.batches()[0].missing == again
    sent = server.requests["files.create"]
    if how == "submit":
        trial.submit()
    else:
        trial.collect(resubmit=True)
    assert server.requests["files.create"] == sent + 1
    second = [batch for batch in trial.batches() if batch.number == 2]
    followed = 6 - again - len(trial.records)
    assert [batch.requests for batch in second] == [again + followed]
    assert trial.finish().done == 6
    assert set(server.paid.values()) == {1}
    if ":token" in end:
        assert "token_limit_exceeded" in "".join(trial.told)


def test_what_runs_is_left_and_not_sent_again(server, trial):
    server.ends = ["running"]
    trial.submit()
    before = (server.requests["batches.create"], trial.told[:])
    report = trial.collect(resubmit=True)
    assert trial.submit().waiting == report.waiting == 6
    assert (server.requests["batches.create"], trial.told) == before
    standing = trial.standing()
    assert (standing.at_provider, standing.to_submit, standing.to_begin) == (6, 0, 0)
    assert [batch.status for batch in standing.batches] == ["in_progress"]
    server.release()
    assert [batch.completed for batch in trial.standing().batches] == [6]
    assert trial.finish().done == 6


def test_a_request_that_is_never_answered_ends_and_can_be_begun_again(server, trial):
    trial = trial.with_settings(attempts=2)
    first = answers_as("500", FEW[1], times=2)
    server.lines = first
    trial.submit()
    report = trial.finish()
    assert (report.done, report.dead, report.exit_code) == (5, 1, 3)
    assert [(row["id"], row["kind"]) for row in trial.dead] == [(FEW[1], "endpoint_failed")]
    assert "2 batches (scripted_failure)" in trial.dead[0]["why"]
    sent = server.requests["files.create"]
    trial.submit()
    assert server.requests["files.create"] == sent
    trial.submit(retry_failed=True)
    assert trial.finish().done == 6
    assert (trial.dead, server.paid[first.name]) == ([], 1)


def test_tokens_and_money_are_capped_by_the_most_that_requests_can_cost(server, trial):
    trial.submit(limit=0)
    trial.order = trial.capped(Caps(tokens=20_000))
    report = trial.submit()
    sent = trial.batches()[0]
    assert (report.exit_code, 0 < sent.requests < 6) == (5, True)
    assert "--max-tokens is 20,000" in report.ended
    assert sent.most.tokens <= 20_000
    standing = trial.standing(Prices(1.0, 3.0))
    assert (standing.tokens, standing.tokens_at_most) == (0, sent.most.tokens)
    assert standing.money_at_most == Prices(1.0, 3.0).of(sent.most)
    # What came back cost less than it might have: there is room for more.
    trial.collect()
    trial.submit()
    assert server.requests["batches.create"] == 2
    trial.order = trial.capped(Caps(money=0.0001, prices=Prices(1.0, 3.0)))
    assert trial.submit().exit_code == 5
    assert server.requests["batches.create"] == 2
    trial.order = trial.capped(Caps())
    trial.submit()
    assert trial.finish().done == 6


def test_so_many_letters_are_begun_as_are_asked_for(trial):
    trial.submit(limit=2)
    trial.submit(limit=3)
    assert [batch.requests for batch in trial.batches()] == [2, 3]
    trial.collect(resubmit=True)
    standing = trial.standing()
    assert (standing.letters, standing.to_begin) == (6, 1)


def test_names_of_a_letter_are_one_request_and_what_is_no_letter_is_none(trial):
    shutil.copy(trial.letters / f"{FEW[0]}.txt", trial.letters / "again.txt")
    (trial.letters / "other.txt").write_text("A shopping list: bread, butter, jam.")
    report = trial.submit()
    assert (report.names, report.letters, report.dead, report.exit_code) == (8, 7, 1, 3)
    assert [batch.requests for batch in trial.batches()] == [6]
    assert trial.finish().done == 6
    assert len(trial.records) == 7


def test_summaries_are_worded_in_further_rounds(server, trial, tmp_path):
    trial.languages = ("en", "es")
    trial.submit()
    assert trial.finish().done == 6
    with Loopback(answer=answer) as live:
        read_live(trial.letters, tmp_path / "live", settings_for(live.base_url), languages=("en", "es"))
    for name in ("records.jsonl", "summaries.jsonl"):
        assert (trial.output / name).read_bytes() == (tmp_path / "live" / name).read_bytes()
    assert bodies(server.bodies.values()) == bodies(live.bodies)


def test_answers_that_are_cached_are_not_asked_for(server, trial, tmp_path):
    trial = trial.with_settings(cache_dir=tmp_path / "cache")
    trial.submit()
    trial.finish()
    asked = server.requests["files.create"]
    trial.output = tmp_path / "another"
    trial.order = trial.capped(Caps())
    assert trial.submit().done == 6
    assert server.requests["files.create"] == asked
    assert {row["provenance"]["cache"] for row in trial.records} == {"hit"}


def test_a_second_process_is_told_and_may_look(trial):
    trial.submit()
    with Lock(trial.output):
        with pytest.raises(InUseError, match="in use by process"):
            trial.submit()
        with pytest.raises(InUseError, match="in use by process"):
            trial.collect()
        assert trial.standing().at_provider == 6


def test_what_waits_for_a_batch_is_not_asked_of_the_endpoint_as_well(trial):
    trial.submit()
    with pytest.raises(UsageError, match="6 letters are at the provider's batch endpoint"):
        read_live(trial.letters, trial.output, trial.settings)
    read_live(trial.letters, trial.output, None)
    assert len(trial.records) == 6
    assert trial.standing().at_provider == 6
    assert trial.finish().done == 6


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"model": "another"}, "IMR_LLM_MODEL"),
        ({"base_url": "http://x/v1"}, "IMR_LLM_BASE_URL"),
    ],
)
def test_what_is_under_way_is_heard_as_it_was_asked(trial, changed, named):
    trial.submit()
    other = trial.with_settings(**changed)
    with pytest.raises(UsageError, match=named):
        other.collect()
    with pytest.raises(UsageError, match=named):
        other.submit()
    # A model that is not named is the one that was asked.
    assert trial.with_settings(model=None).finish().done == 6


def test_other_prompts_wait_until_what_is_under_way_is_collected(trial, monkeypatch):
    trial.submit()
    monkeypatch.setattr("imr_llm.batch.ledger.recipe.schema_hash", lambda _: "another")
    with pytest.raises(UsageError, match="another version of imr-llm"):
        trial.collect()
    monkeypatch.undo()
    assert trial.finish().done == 6


def test_another_input_waits_until_what_is_under_way_is_collected(trial, tmp_path):
    trial.submit()
    trial.letters = write_letters(tmp_path / "more", WRITTEN[6:8])
    with pytest.raises(UsageError, match="another INPUT"):
        trial.submit()


def test_an_output_that_nothing_was_submitted_from_is_told(trial, letters):
    with pytest.raises(UsageError, match="nothing was submitted"):
        trial.collect()
    assert not trial.output.exists()
    read_live(letters, trial.output, None)
    with pytest.raises(UsageError, match="nothing was submitted"):
        trial.collect()
    with pytest.raises(UsageError, match="nothing was submitted"):
        trial.standing()


@pytest.mark.parametrize("removes", [True, False])
def test_files_are_removed_where_the_provider_does_so(server, trial, removes):
    server.removes = removes
    # The first file is uploaded twice, and never comes to be a batch.
    server.faults |= {"files.create": ["deaf"], "batches.create": ["401"]}
    trial.submit()
    trial.submit()
    trial.collect(remove=True)
    assert (server.files == {}) is removes
    assert ("does not remove file-1" in "".join(trial.told)) is not removes
    asked = server.requests["files.delete"]
    trial.collect(remove=True)
    assert (server.requests["files.delete"] == asked) is removes
    assert trial.finish().done == 6


def test_letters_stand_in_no_line_no_name_and_no_file_but_the_ledger(server, trial):
    server.lines = answers_as("500", FEW[1], times=9)
    server.faults["files.content"] = ["500", "cut"]
    seen = []
    start = server.handle

    def watched(route, *arguments):
        if route in ("files.create", "batches.create"):
            seen.extend(path.name for path in trial.output.iterdir())
        return start(route, *arguments)

    server.handle = watched
    trial = trial.with_settings(attempts=2)
    trial.submit()
    trial.finish()
    assert set(seen) <= {".lock", LEDGER, f"{LEDGER}-wal", f"{LEDGER}-shm"}
    told = "\n".join(trial.told) + (trial.output / "dead-letters.jsonl").read_text()
    names = " ".join([*server.paid, *(file.name for file in server.files.values())])
    names += json.dumps([batch["metadata"] for batch in server.batches.values()])
    for stem in FEW:
        assert stem not in names
    words = {word for word in (CASES / f"{FEW[1]}.txt").read_text().split() if len(word) > 9}
    assert len(words) > 50
    assert not [word for word in words if word in told or word in names]


def test_a_letter_that_is_done_leaves_no_answer_behind(server, trial):
    trial.submit()
    trial.finish()
    with sqlite3.connect(trial.output / LEDGER) as database:
        assert database.execute("SELECT count(*) FROM provider_requests").fetchone() == (0,)
    database.close()
    assert trial.standing().tokens == 110 * len(server.paid)
