"""The whole loop through its one door."""

from __future__ import annotations

import json

from curator.chat.loop import open_loop, open_practice
from curator.chat.sources import nearest_rows
from curator.progress import Progress
from curator.tuning.deploy import wanted_deployment
from curator.tuning.preflight import measure_file
from curator.tuning.profiles import practice_profile
from curator.tuning.secret import Secret
from curator.tuning.store import SubmissionPlan
from curator.tuning.trial import try_profile


def test_from_a_file_to_an_answer_and_back_to_a_record(server, tmp_path):
    data = tmp_path / "training_set.jsonl"
    lines = [
        {"messages": [{"role": "user", "content": f"Say {n}"}, {"role": "assistant", "content": f"I say {n}."}]}
        for n in range(12)
    ]
    data.write_text("".join(json.dumps(line) + "\n" for line in lines))
    progress = Progress()
    loop = open_loop(practice_profile(server.address.endpoint), tmp_path / "state", key=Secret("chat-key-1"))
    plan = SubmissionPlan(measure_file(data, progress), None, "gpt-4.1-2025-04-14", "loop", 1, "GlobalStandard")
    job = loop.submitter.send(loop.submitter.plan(plan).tag, progress)
    view = loop.follower.follow(job.id, progress, lambda view: None, interval=0.01)
    assert view.job.fine_tuned_model
    loop.deployer.deploy(wanted_deployment("looped", view.job.fine_tuned_model, loop.profile), progress)
    conversation = loop.chat.say(loop.chat.begin("looped", "Be brief."), "Say 7", progress)
    assert conversation.record()["messages"][-1] == {"role": "assistant", "content": "I say 7."}
    loop.deployer.undeploy("looped", "looped", progress)
    loop.close()
    again = open_loop(loop.profile, tmp_path / "state", key=Secret("chat-key-1"))
    assert [known.job.id for known in again.follower.jobs()] == [job.id]
    assert again.history.list() == [conversation]
    again.close()


def test_the_records_that_taught_an_answer():
    prompts = [(1, "Where is the red lamp?"), (2, "where is a lamp"), (3, "nothing alike"), (4, "WHERE IS A LAMP")]
    found = nearest_rows("Where is a lamp?", prompts, count=3)
    assert [row for row, _ in found] == [2, 4, 1] and found[0][1] == 1.0
    assert nearest_rows("", prompts) == [] and nearest_rows("x", []) == []


def test_a_practice_service_of_ones_own(tmp_path):
    server, loop = open_practice(tmp_path)
    assert loop.profile.label == "PRACTICE"
    assert all(door.opens for door in try_profile(loop.connection, Progress()))
    loop.close()
    server.stop()
