"""A workflow of GitHub Actions that runs a plan: one job for each stage, in a chain.

GitHub can't make a chain of jobs from data, so their number is written down here; what each of them
runs is asked for when the workflow runs, and a plan that has grown more stages fails at once.
"""

from __future__ import annotations

import json

from ...text.actions import CHECKOUT
from ...text.errors import UserError
from .matrix import count
from .planned import Planned

_MOST_STAGES = 5_000
"""Jobs in a chain, each of which takes a machine of its own."""

_HEAD = """\
# Written by "modsquad-lint plan --format workflow". Write it anew when the plan has more stages.
# Replace OWNER and REV: whose modsquad-lint this is, and which commit of it you trust.
name: Run the plan

on:
  workflow_dispatch:

permissions:
  contents: read

jobs:
  plan:
    runs-on: ubuntu-latest
    outputs:
      plan: ${{ steps.plan.outputs.plan }}
    steps:
      - uses: CHECKOUT
        with:
          persist-credentials: false
      - run: pipx install git+https://github.com/OWNER/modsquad-lint@REV
      - id: plan
        env:
          TASKS_FILE: TASKS_PATH
        run: |
          plan=$(modsquad-lint plan --format matrix -- "$TASKS_FILE")
          echo "plan=$plan" >> "$GITHUB_OUTPUT"
      - if: ${{ fromJSON(steps.plan.outputs.plan).stages[STAGES] != null }}
        run: |
          echo "::error::the plan has more stages than this workflow; write the workflow anew"
          exit 1
"""

_STAGE = """
  stage_NUMBER:
    needs: NEEDS
    if: ${{ fromJSON(needs.plan.outputs.plan).stages[INDEX] != null }}
    strategy:
      fail-fast: ${{ !fromJSON(needs.plan.outputs.plan).stages[INDEX].parallel }}
      max-parallel: ${{ fromJSON(needs.plan.outputs.plan).stages[INDEX].max_parallel }}
      matrix: ${{ fromJSON(needs.plan.outputs.plan).stages[INDEX].matrix }}
    permissions:
      contents: write
    uses: ./.github/workflows/run-task.yml # zizmor: ignore[self-repository] so that all of GitHub knows it
    with:
      task: ${{ matrix.task }}
    secrets: inherit # zizmor: ignore[secrets-inherit] the workflow is your own
"""


def render(planned: Planned) -> str:
    """The workflow; it calls a workflow `run-task.yml` of the user's own with the id of a task.

    Raises:
        UserError: it would be longer than what can be run.
    """
    stages = count(planned.plan)
    if stages > _MOST_STAGES:
        raise UserError(
            f"a workflow of {stages:,} stages, each of which waits for the one before, is too long",
            f"plan at most {_MOST_STAGES:,} at once, or ask for the format matrix",
        )
    # "${{" would be an expression of the workflow
    path = _quoted(planned.report.source.path).replace("${{", "${{ '${{' }}")
    head = _HEAD.replace("STAGES", str(stages)).replace("CHECKOUT", CHECKOUT)
    parts = [head.replace("TASKS_PATH", path)]
    for index in range(stages):
        needs = f"[plan, stage_{index}]" if index else "plan"
        stage = _STAGE.replace("NUMBER", str(index + 1)).replace("INDEX", str(index))
        parts.append(stage.replace("NEEDS", needs))
    return "".join(parts)


def _quoted(text: str) -> str:
    """A string of YAML in ASCII; JSON writes what is beyond U+FFFF in halves, which YAML refuses."""
    quoted = "".join(
        character if character < "\x7f" else f"\\U{ord(character):08x}"
        for character in json.dumps(text, ensure_ascii=False)
    )
    return quoted.replace("##[", r"##\x5b")  # a command in a log
