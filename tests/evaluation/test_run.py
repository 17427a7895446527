"""Reading cases, alone and with a second reader that answers from tapes."""

import asyncio
import json
import shutil
import socket

import pytest

from imr_llm.errors import UsageError
from imr_llm.evaluation.build import Yardstick, report_of
from imr_llm.evaluation.cases import load_cases
from imr_llm.evaluation.cost import Prices
from imr_llm.evaluation.recorder import Live, Recorder
from imr_llm.evaluation.run import Plan, read_cases, stale_words
from imr_llm.evaluation.tape import Cassette, Replay, closed, key_of, load_tape, opened, sockets_blocked
from imr_llm.llm.endpoint.exchange import Ending
from imr_llm.settings import load_settings
from tests.evaluation import record
from tests.evaluation.record import CASES, CASSETTES
from tests.evaluation.scripted import SCRIPT, answer
from tests.llm.loopback import Loopback

FOUR = (
    "000_2a52b0a2dc210819",
    "001_763943b7efd17e88",
    "002_526dd352d58e5f6d",
    "003_a2d9d1ce07a723b3",
)  # a case for each way in which the script errs


@pytest.fixture
def folder(tmp_path):
    """The cases of one script round, with a letter that nobody labelled and one that nobody can read."""
    for name in FOUR:
        for suffix in (".txt", ".json"):
            shutil.copy(CASES / f"{name}{suffix}", tmp_path)
    shutil.copy(CASES / f"{FOUR[0]}.txt", tmp_path / "unlabelled.txt")
    (tmp_path / "unreadable.txt").write_text("")
    (tmp_path / "unreadable.json").write_text('{"diagnoses": ["gout"]}')
    return tmp_path


def recorded(cases, cassettes, script=SCRIPT, respond=answer, **plan):
    with Loopback(answer=respond) as server:
        settings = load_settings(base_url=server.base_url, model="scripted", api_key="none", cache_dir=None)
        return read_cases(cases, Plan(Recorder(cassettes, settings, "2026-01-02", script), **plan))


def labelled(folder):
    return [case for case in load_cases(folder) if case.name in FOUR]


class TestRules:
    def test_states(self, folder):
        found = report_of(read_cases(load_cases(folder), Plan()), Yardstick())
        states = {letter.name: letter.state for letter in found.letters}
        assert states == dict.fromkeys(FOUR, "scored") | {"unlabelled": "not_scored", "unreadable": "unreadable"}
        assert (found.head.cases, found.head.scored, found.head.not_scored, found.head.unreadable) == (6, 5, 1, 1)
        unreadable = next(letter for letter in found.letters if letter.name == "unreadable")
        assert (unreadable.fault, [it.kind.value for it in unreadable.judgements]) == ("empty", ["omitted"])
        unlabelled = next(letter for letter in found.letters if letter.name == "unlabelled")
        assert unlabelled.judgements == ()
        assert unlabelled.marks
        assert found.tally.letters == 5

    def test_marks_are_places_of_the_text(self, folder):
        (found, *_) = report_of(read_cases(labelled(folder), Plan()), Yardstick()).letters
        assert {found.text[mark.start : mark.end] for mark in found.marks if mark.pointer.endswith("/decision")} == {
            "Upheld"
        }

    def test_alike_each_time(self, folder):
        cases = load_cases(folder)
        one, other = (report_of(read_cases(cases, Plan()), Yardstick()) for _ in range(2))
        assert one.to_json() == other.to_json()
        assert one.to_baseline() == other.to_baseline()
        backwards = report_of(read_cases(cases[::-1], Plan()), Yardstick())
        assert backwards.to_json() == one.to_json()


class TestTapes:
    def test_a_replay_says_what_was_recorded(self, folder, tmp_path):
        cases, cassettes = labelled(folder), tmp_path / "tapes"
        told = recorded(cases, cassettes)
        replay = Replay(cassettes)
        heard = read_cases(cases, Plan(replay))
        assert [read.record.facts() for read in heard] == [read.record.facts() for read in told]
        assert [read.record.checks for read in heard] == [read.record.checks for read in told]
        assert [read.cost for read in heard] == [read.cost for read in told]
        assert replay.answered_by == (f"{SCRIPT} (no model)",)
        assert not replay.a_model_answered

    def test_recording_again_gives_the_same_files(self, folder, tmp_path):
        for name in ("one", "other"):
            recorded(labelled(folder), tmp_path / name)
        for path in (tmp_path / "one").iterdir():
            assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()

    def test_a_model_is_named_with_its_date(self, folder, tmp_path):
        recorded(labelled(folder)[:1], tmp_path / "tapes", script=None)
        replay = Replay(tmp_path / "tapes")
        found = report_of(read_cases(labelled(folder)[:1], Plan(replay)), Yardstick(), replay)
        assert (found.head.answered_by, found.head.a_model_answered) == (("scripted on 2026-01-02",), True)
        assert found.head.prompts

    def test_a_missing_exchange_says_what_changed(self, folder, tmp_path):
        cassettes = tmp_path / "tapes"
        recorded(labelled(folder)[:1], cassettes)
        path = cassettes / f"{FOUR[0]}.json"
        tape = json.loads(path.read_text())
        (exchange, *_) = tape["exchanges"]
        path.write_text(json.dumps(tape | {"exchanges": [exchange | {"key": "0" * 64}]}))
        reads = read_cases(labelled(folder)[:1], Plan(Replay(cassettes)))
        assert reads[0].stale == "the settings of the request changed"
        assert stale_words(reads).startswith("recordings are stale: the settings of the request changed (1 of 1 ")

    def test_an_exchange_that_is_not_asked_for_names_itself(self, folder, tmp_path):
        cassettes = tmp_path / "tapes"
        recorded(labelled(folder)[:1], cassettes)
        path = cassettes / f"{FOUR[0]}.json"
        tape = json.loads(path.read_text())
        spare = tape["exchanges"][0] | {"key": "f" * 64}
        path.write_text(json.dumps(tape | {"exchanges": [*tape["exchanges"], spare]}))
        (read,) = read_cases(labelled(folder)[:1], Plan(Replay(cassettes)))
        assert read.stale == "exchange ffffffffffffffff is not asked for any more"

    @pytest.mark.parametrize(
        ("content", "words"), [(None, "no exchange was recorded"), ("{}", "no recording of an eval")]
    )
    def test_what_is_no_tape_is_refused(self, tmp_path, content, words):
        if content is not None:
            (tmp_path / "a.json").write_text(content)
        with pytest.raises(UsageError, match=words):
            load_tape(tmp_path, "a")

    @pytest.mark.parametrize(
        "content",
        [
            {"choices": [{"message": {"content": '{"facts":[],"a":"é"}', "role": "assistant"}}], "usage": {}},
            {"choices": [{"message": {"content": None, "refusal": "no"}}]},
            {"choices": [{"message": {"content": "plain words"}}]},
            {"choices": []},
        ],
    )
    def test_a_reply_is_kept_whole(self, content):
        assert closed(opened(b'{"messages": []}', 200, json.dumps(content).encode())) == content

    def test_the_key_is_of_the_whole_body_whatever_its_order(self):
        assert key_of(b'{"a": 1, "b": [2]}') == key_of(b'{"b":[2],"a":1}')
        assert key_of(b'{"a": 1, "b": [2]}') != key_of(b'{"a": 1, "b": [3]}')

    def test_sockets_are_blocked_and_given_back(self):
        before = socket.getaddrinfo, socket.socket.connect
        with sockets_blocked():
            with socket.socket() as client, pytest.raises(ConnectionRefusedError):
                client.connect(("127.0.0.1", 9))
            with pytest.raises(ConnectionRefusedError):
                socket.getaddrinfo("localhost", 80)
        assert (socket.getaddrinfo, socket.socket.connect) == before

    def test_the_committed_tapes_are_those_of_the_cases_and_of_a_model(self):
        tapes = {path.stem: Cassette.model_validate_json(path.read_bytes()) for path in CASSETTES.glob("*.json")}
        assert set(tapes) == {case.name for case in load_cases(CASES)}
        said = "a large language model, answered prompt by prompt without an API"
        assert {(tape.answered_by, tape.recorded_on) for tape in tapes.values()} == {(said, "2026-12-01")}
        assert None not in {tape.model for tape in tapes.values()}


class TestTwoReaders:
    def test_wrong_answers_change_no_value_and_go_to_a_person(self, folder, tmp_path):
        cases = labelled(folder)
        alone = report_of(read_cases(cases, Plan()), Yardstick())
        replay = Replay(tmp_path / "tapes")
        recorded(cases, tmp_path / "tapes")
        found = report_of(read_cases(cases, Plan(replay)), Yardstick(prices=Prices(prompt=1.0, completion=2.0)), replay)
        assert [field.score for field in found.tally.fields if field.critical] == [
            field.score for field in alone.tally.fields if field.critical
        ]
        turned = next(letter for letter in found.letters if letter.name == FOUR[1])
        assert "/issues/0/decision" in turned.needs_review
        assert found.trust.rows[0].accuracy.value > 0.97
        assert found.trust.reviewed.value > 0
        assert found.cost.requests == sum(letter.cost.requests for letter in found.letters) > 4
        assert found.cost.money == pytest.approx(
            (found.cost.prompt_tokens + 2 * found.cost.completion_tokens) / 1_000_000
        )

    def test_live_keeps_nothing_and_names_the_model(self, folder):
        with Loopback(answer=answer) as server:
            settings = load_settings(base_url=server.base_url, model="a-model", api_key="none", cache_dir=None)
            live = Live(settings, "2026-01-02")
            (read,) = read_cases(labelled(folder)[:1], Plan(live))
        assert read.ending == Ending.ANSWERED.value
        assert (live.answered_by, live.a_model_answered) == (("a-model on 2026-01-02",), True)

    def test_a_case_is_asked_with_sockets_blocked(self, folder, tmp_path):
        recorded(labelled(folder)[:1], tmp_path / "tapes")

        async def ask():
            async with Replay(tmp_path / "tapes").asking(FOUR[0]) as asked:
                with pytest.raises(ConnectionRefusedError):
                    socket.getaddrinfo("localhost", 80)
                return asked

        with pytest.raises(UsageError, match="is not asked for any more"):
            asyncio.run(ask())


class TestRecording:
    def test_the_script_overwrites_no_recording_of_a_model(self, tmp_path):
        tape = load_tape(CASSETTES, "000_2a52b0a2dc210819").model_copy(
            update={"model": "m", "recorded_on": "2026-01-02"}
        )
        (tmp_path / "case.json").write_text(tape.model_dump_json())
        with pytest.raises(UsageError, match="a model was recorded here"):
            record.scripted(tmp_path, ())

    def test_a_case_without_an_answer_keeps_its_recording(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setenv("IMR_LLM_MODEL", "m")
        monkeypatch.setenv("IMR_LLM_API_KEY", "none")
        kept = (CASSETTES / "000_2a52b0a2dc210819.json").read_bytes()
        (tmp_path / "000_2a52b0a2dc210819.json").write_bytes(kept)
        (case,) = (case for case in load_cases(CASES) if case.name == "000_2a52b0a2dc210819")
        with Loopback(("refusal",)) as server:
            assert record.recorded(tmp_path, [case], server.base_url) == []
        assert (tmp_path / "000_2a52b0a2dc210819.json").read_bytes() == kept
        assert "no answer" in capsys.readouterr().out
