"""The control that every experiment of ours needs: it rehearses the stack and judges the outcome.

It sets the stack up in a local AWS, lets every seed be acted out, lifts the fault whatever happens,
and puts the result into the journal under `openline`. A run with an activity that failed ends as
failed, one in which the steady state was not met or a target would be missed as deviated.
"""

from typing import Any

from chaoslib.types import Activity, Configuration, Experiment, Journal, Run, Secrets

from openline_drills.rehearsal import running

__all__ = [
    "after_activity_control",
    "after_experiment_control",
    "before_activity_control",
    "before_experiment_control",
    "cleanup_control",
    "configure_control",
]


def configure_control(
    experiment: Experiment,
    event_registry: Any,
    configuration: Configuration = None,
    secrets: Secrets = None,
) -> None:
    """Set the stack up in the local AWS and start the other seeds."""
    running.begin().configure(experiment, configuration or {}, event_registry)


def before_experiment_control(
    context: Experiment, configuration: Configuration = None, secrets: Secrets = None
) -> None:
    """Stop here if the stack could not be set up; the reasons are said."""
    running.director().before_experiment()


def before_activity_control(
    context: Activity, configuration: Configuration = None, secrets: Secrets = None
) -> None:
    """Write down what is going to be done, and start its time-out."""
    running.director().before_activity(context)


def after_activity_control(
    context: Activity, state: Run, configuration: Configuration = None, secrets: Secrets = None
) -> None:
    """Write down that it is over, and how it ended."""
    running.director().after_activity(context, state)


def after_experiment_control(
    context: Experiment,
    state: Journal,
    configuration: Configuration = None,
    secrets: Secrets = None,
) -> None:
    """Lift what is still in force, run on to the horizon, and judge all seeds."""
    running.director().after_experiment(state)


def cleanup_control() -> None:
    """Put the process back as it was."""
    running.end()
