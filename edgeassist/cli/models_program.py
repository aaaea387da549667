# SPDX-License-Identifier: Apache-2.0
"""`edgeassist models`: its commands and their options. Each imports what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from edgeassist.cli.options import Json, errand_of
from edgeassist.core.errors import BadUsage

models = typer.Typer(rich_markup_mode=None)


@models.callback(invoke_without_command=True)
def _models(context: typer.Context) -> None:
    """Bring models in, look at them, choose one, take them out."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(BadUsage.exit_code)


@models.command("import")
def import_model(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(readable=False, help="A GGUF file; it is checked, copied and measured.")],
    json: Json = False,
) -> None:
    """Check, copy and measure a GGUF file. The file itself is only read."""
    from edgeassist.cli.models import import_model as run_import

    run_import(errand_of(context, json=json), path)


Report = Annotated[Path | None, typer.Option("--export", metavar="FILE", help="Write the report as .html or .json.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
Size = Annotated[str, typer.Option(metavar="SIZE", help="For example 2GB or 700MB.")]


@models.command("recommend")
def recommend_models(
    context: typer.Context,
    *,
    task: Annotated[str, typer.Option(metavar="TASK", help="chat, summarize, translate or code.")] = "",
    memory: Annotated[str, typer.Option(metavar="SIZE", help="Memory to stay within, for example 2GB.")] = "",
    json: Json = False,
) -> None:
    """Say which models suit this computer and a task, with the memory sum. Asks nobody."""
    from edgeassist.cli.recommend import recommend_models as run_recommend

    run_recommend(errand_of(context, json=json), task=task, memory=memory)


@models.command("search")
def search_models(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT")],
    *,
    online: Annotated[bool, typer.Option("--online", help="Ask Hugging Face as well; this goes out.")] = False,
    json: Json = False,
) -> None:
    """Search the catalogue that came with EdgeAssist, and with --online Hugging Face."""
    from edgeassist.cli.getting import search_models as run_search

    run_search(errand_of(context, json=json), text, online=online)


@models.command("get")
def get_model(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="NAME|OWNER/REPO/FILE", help="A name from `search` or `recommend`.")],
    json: Json = False,
) -> None:
    """Fetch a model; stopped or cut short, the same command goes on where it was."""
    from edgeassist.cli.getting import get_model as run_get

    run_get(errand_of(context, json=json), ref)


@models.command("sign-in")
def sign_in(
    context: typer.Context,
    *,
    forget: Annotated[bool, typer.Option("--forget", help="Forget the token.")] = False,
    json: Json = False,
) -> None:
    """Keep a Hugging Face token, read from standard input, in the system's keyring."""
    from edgeassist.cli.getting import sign_in as run_sign_in

    run_sign_in(errand_of(context, json=json), forget=forget)


@models.command("quantize")
def quantize_model(  # noqa: PLR0913  one parameter for each option
    context: typer.Context,
    id: str,
    *,
    preset: Annotated[str, typer.Option(metavar="NAME", help="smallest, balanced or careful.")] = "balanced",
    kind: Annotated[str, typer.Option("--type", metavar="TYPE", help="A type instead of a preset: Q4_K_M...")] = "",
    size: Size = "",
    prune: Annotated[int, typer.Option(metavar="N", min=0, help="Leave out the N least important layers.")] = 0,
    calibration: Annotated[
        Path | None, typer.Option(metavar="FILE", readable=False, help="Your own text for the importance matrix.")
    ] = None,
    importance: Annotated[bool, typer.Option(help="Compute an importance matrix first.")] = True,
    remove_source: Annotated[bool, typer.Option("--remove-source", help="Remove the original afterwards.")] = False,
    proof: Annotated[bool, typer.Option(help="Measure afterwards what it cost.")] = True,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how large the presets would make it.")] = False,
    json: Json = False,
) -> None:
    """Make a model smaller on this computer. The original is only read, and kept unless you say otherwise."""
    from edgeassist.cli.quantize import Wish
    from edgeassist.cli.quantize import quantize_model as run_quantize

    wish = Wish(kind or preset, size, prune, calibration, importance, remove_source, proof, dry_run)
    run_quantize(errand_of(context, json=json), id, wish)


@models.command("prove")
def prove_model(
    context: typer.Context,
    id: str,
    *,
    source: Annotated[str, typer.Option(metavar="ID", help="What to compare with, if not what it was made of.")] = "",
    export: Report = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Measure what quantizing cost against the original, on text the model was not tuned on."""
    from edgeassist.cli.prove import prove_model as run_prove

    run_prove(errand_of(context, json=json), id, source=source or None, export=export, force=force)


@models.command("pack")
def pack_models(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID...]")] = None,
    *,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The field pack to write (.edgepack).")],
    voice: Annotated[
        list[str] | None, typer.Option("--voice", metavar="ID", help="Also this voice model; may be repeated.")
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Write models, and voice models, into one field pack, to carry to another computer."""
    from edgeassist.cli.freight import pack_models as run_pack

    run_pack(errand_of(context, json=json), ids or [], to, voices=voice or [], force=force)


@models.command("unpack")
def unpack_models(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", readable=False)],
    json: Json = False,
) -> None:
    """Take in what a field pack holds, checked piece by piece."""
    from edgeassist.cli.freight import unpack_models as run_unpack

    run_unpack(errand_of(context, json=json), path)


@models.command("move")
def move_models(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", readable=False)],
    json: Json = False,
) -> None:
    """Move all models to another folder or drive; the old one holds until all is over."""
    from edgeassist.cli.freight import move_models as run_move

    run_move(errand_of(context, json=json), folder)


@models.command("adopt")
def adopt_models(context: typer.Context, json: Json = False) -> None:
    """Take in what was copied into the models folder by hand."""
    from edgeassist.cli.adopt import adopt_models as run_adopt

    run_adopt(errand_of(context, json=json))


@models.command("verify")
def verify_models(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID...]")] = None,
    json: Json = False,
) -> None:
    """Read models (none named: all) and compare them with what they were."""
    from edgeassist.cli.freight import verify_models as run_verify

    run_verify(errand_of(context, json=json), ids or [])


@models.command("repair")
def repair_model(context: typer.Context, id: str, json: Json = False) -> None:
    """Fetch a damaged model again from where it came, only what is bad of it, or make a smaller copy anew."""
    from edgeassist.cli.repair import repair_model as run_repair

    run_repair(errand_of(context, json=json), id)


@models.command("list")
def list_models(context: typer.Context, json: Json = False) -> None:
    """List the models here."""
    from edgeassist.cli.models import list_models as run_list

    run_list(errand_of(context, json=json))


@models.command("show")
def show_model(
    context: typer.Context,
    id: str,
    *,
    template: Annotated[bool, typer.Option("--template", help="Show the file's chat template instead.")] = False,
    json: Json = False,
) -> None:
    """Show all that is known about a model, and whether it fits into memory now."""
    from edgeassist.cli.models import show_model as run_show
    from edgeassist.cli.models import show_template as run_show_template

    (run_show_template if template else run_show)(errand_of(context, json=json), id)


@models.command("use")
def use_model(context: typer.Context, id: str, json: Json = False) -> None:
    """Choose the model that is taken when none is named."""
    from edgeassist.cli.models import use_model as run_use

    run_use(errand_of(context, json=json), id)


@models.command("remove")
def remove_model(
    context: typer.Context,
    id: str,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Delete a model for good."""
    from edgeassist.cli.models import remove_model as run_remove

    run_remove(errand_of(context, json=json), id, sure=yes)
