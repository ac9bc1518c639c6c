from __future__ import annotations

import json
from typing import Any

import pytest
from pictures import HOSTILE, SAMPLES, chain, hostile, planned, report, sample, task
from ruamel.yaml import YAML

from modsquad_lint.engine.report import Report
from modsquad_lint.reporters.escape import encodable
from modsquad_lint.reporters.plans import matrix as plan_matrix
from modsquad_lint.reporters.plans import workflow as plan_workflow
from modsquad_lint.text.errors import UserError

DOCS = SAMPLES.parent / "docs" / "run-the-plan.md"


def _stages(made: Report) -> list[dict[str, Any]]:
    stages: list[dict[str, Any]] = json.loads(plan_matrix.render(planned(made)))["stages"]
    return stages


def test_a_serial_batch_is_a_stage_whose_jobs_take_turns() -> None:
    assert json.loads(plan_matrix.render(planned(sample(5)))) == {
        "version": 1,
        "stages": [
            {
                "batch": 1,
                "parallel": True,
                "max_parallel": 2,
                "matrix": {
                    "include": [
                        {"task": "tradier-streaming-service", "squad": "BRAVO"},
                        {"task": "alpaca-webhooks-service", "squad": "CHARLIE"},
                    ]
                },
            },
            {
                "batch": 2,
                "parallel": False,
                "max_parallel": 1,
                "matrix": {
                    "include": [
                        {"task": "tradier-streaming-router", "squad": "BRAVO"},
                        {"task": "alpaca-webhooks-router", "squad": "CHARLIE"},
                    ]
                },
            },
            {
                "batch": 3,
                "parallel": False,
                "max_parallel": 1,
                "matrix": {"include": [{"task": "live-dashboard-component", "squad": "DELTA"}]},
            },
        ],
    }


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [(255, [255]), (256, [256]), (257, [256, 1]), (600, [256, 256, 88])],
)
def test_no_matrix_has_more_jobs_than_github_makes(tasks: int, expected: list[int]) -> None:
    stages = _stages(report([task(f"t{n}") for n in range(tasks)]))
    assert [len(stage["matrix"]["include"]) for stage in stages] == expected
    assert [(stage["batch"], stage["max_parallel"]) for stage in stages] == [
        (1, size) for size in expected
    ]


def test_a_long_serial_batch_stays_serial_in_each_part() -> None:
    made = report([task(f"t{n}", files=["one.py"], squad=f"s{n}") for n in range(300)])
    assert [(stage["batch"], stage["max_parallel"]) for stage in _stages(made)] == [(1, 1), (1, 1)]


def test_hostile_ids_come_back_whole_from_one_line_of_ascii() -> None:
    text = plan_matrix.render(planned(hostile()))
    assert text.isascii()
    assert text.splitlines() == [text[:-1]]
    found = [job["task"] for stage in _stages(hostile()) for job in stage["matrix"]["include"]]
    assert sorted(found) == sorted(map(encodable, HOSTILE))


def _workflow(made: Report) -> dict[str, Any]:
    value: dict[str, Any] = YAML(typ="safe", pure=True).load(plan_workflow.render(planned(made)))
    return value


def test_a_workflow_has_a_job_for_each_stage_in_a_chain() -> None:
    jobs = _workflow(sample(5))["jobs"]
    assert [(name, job.get("needs")) for name, job in jobs.items()] == [
        ("plan", None),
        ("stage_1", "plan"),
        ("stage_2", ["plan", "stage_1"]),
        ("stage_3", ["plan", "stage_2"]),
    ]
    stage = "fromJSON(needs.plan.outputs.plan).stages[1]"
    assert jobs["stage_2"] == {
        "needs": ["plan", "stage_1"],
        "if": f"${{{{ {stage} != null }}}}",
        "strategy": {
            "fail-fast": f"${{{{ !{stage}.parallel }}}}",
            "max-parallel": f"${{{{ {stage}.max_parallel }}}}",
            "matrix": f"${{{{ {stage}.matrix }}}}",
        },
        "permissions": {"contents": "write"},
        "uses": "./.github/workflows/run-task.yml",
        "with": {"task": "${{ matrix.task }}"},
        "secrets": "inherit",
    }


def test_a_chain_that_nothing_can_run_is_no_workflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_workflow, "_MOST_STAGES", 3)
    with pytest.raises(UserError, match="a workflow of 4 stages, each of which waits") as error:
        plan_workflow.render(planned(chain(4)))
    assert error.value.advice == "plan at most 3 at once, or ask for the format matrix"


def test_a_workflow_knows_how_many_stages_it_has_jobs_for() -> None:
    steps = _workflow(chain(4))["jobs"]["plan"]["steps"]
    assert steps[-1]["if"] == "${{ fromJSON(steps.plan.outputs.plan).stages[4] != null }}"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("plans/tasks.json", "plans/tasks.json"),
        ('a"b: #c.json', 'a"b: #c.json'),
        ("two\nlines.json", "two\nlines.json"),
        ("plän 🎉\u2028\x7f.json", "plän 🎉\u2028\x7f.json"),
        ("${{ secrets.X }}.json", "${{ '${{' }} secrets.X }}.json"),
    ],
)
def test_the_path_of_the_tasks_file_stays_a_text(path: str, expected: str) -> None:
    steps = _workflow(report([task("a")], path))["jobs"]["plan"]["steps"]
    assert steps[2]["env"] == {"TASKS_FILE": expected}


def test_a_workflow_installs_one_commit_and_no_name_that_anyone_could_claim() -> None:
    steps = _workflow(sample(5))["jobs"]["plan"]["steps"]
    assert steps[1]["run"] == "pipx install git+https://github.com/OWNER/modsquad-lint@REV"


def test_no_task_id_is_in_a_workflow() -> None:
    made = hostile()
    assert plan_workflow.render(planned(made)) == plan_workflow.render(
        planned(chain(len(_stages(made))))
    )


def _documented() -> list[str]:
    return [part.split("\n```")[0] for part in DOCS.read_text("utf-8").split("```yaml\n")[1:]]


def test_the_documented_workflow_is_the_generated_one() -> None:
    assert plan_workflow.render(planned(sample(5))) == _documented()[0] + "\n"


def test_the_documented_task_workflow_passes_the_id_through_the_environment() -> None:
    job = YAML(typ="safe", pure=True).load(_documented()[1])["jobs"]["run"]
    assert job["env"] == {"TASK": "${{ inputs.task }}"}
    assert not [step["run"] for step in job["steps"] if "${{" in step.get("run", "")]
