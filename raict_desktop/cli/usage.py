"""Says in the user's language what click finds wrong with a command line."""

from __future__ import annotations

import click

from raict_desktop.wording import say


def usage_sentence(error: click.ClickException, to: str) -> str:
    """What is wrong with the command line, and where its help is.

    Args:
        error: as click raised it.
        to: ``fr`` or ``en``.
    """
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "raict-desktop"
    return f"{_fault(error, to)}\n{say('cli.usage_help', to, command=command)}"


def _fault(error: click.ClickException, to: str) -> str:
    if isinstance(error, click.MissingParameter):
        return say("cli.usage_missing", to, name=_name(error))
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or ())
        key = "cli.usage_no_option_near" if near else "cli.usage_no_option"
        return say(key, to, name=error.option_name, near=near)
    if isinstance(error, click.BadOptionUsage):
        return say("cli.usage_no_value", to, name=error.option_name)
    if isinstance(error, click.BadParameter):
        return _bad_value(error, to)
    return say("cli.usage_wrong", to)


def _bad_value(error: click.BadParameter, to: str) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return say("cli.usage_choice", to, name=_name(error), choices=", ".join(kind.choices))
    if isinstance(kind, click.DateTime):
        return say("cli.usage_date", to, name=_name(error))
    if isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
        return say("cli.usage_number", to, name=_name(error))
    return say("cli.usage_value", to, name=_name(error))


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return error.param_hint if isinstance(error.param_hint, str) else ""
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return error.param.human_readable_name
