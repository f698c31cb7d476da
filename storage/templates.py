"""The templates of walks, kept with them: a walk goes through what it was begun with, whatever becomes of a file."""

from __future__ import annotations

from pydantic import TypeAdapter
from sqlalchemy import delete, exists, select, update

from domain.people import TeamId
from domain.templates import Template, TemplateId
from storage.database import Tx, changed, hold
from storage.definitions import Kind, held_as
from storage.tables import TemplateRow, WalkRow
from storage.template_files import UnknownTemplate

_KIND = Kind(TemplateRow, TypeAdapter(Template), UnknownTemplate)
#: What stands in place of a hash in a walk from before templates were kept with walks.
NOT_KEPT = ""


async def keep(tx: Tx, team: TeamId, template: Template) -> str:
    """Keep the definition, if it is not kept already; the hash under which it can be read."""
    return await _KIND.keep(tx, team, template)


async def read(tx: Tx, team: TeamId, digest: str) -> Template:
    """The definition kept under the hash. Raises `UnknownTemplate` where it is missing or not what was kept."""
    return await _KIND.read(tx, team, digest)


def of_file(tx: Tx, template_id: TemplateId, version: int) -> Template:
    """What the file of this id and version says now: for a walk from before templates were kept with walks.

    Raises `UnknownTemplate`.
    """
    return _KIND.of_file(tx.templates.every(), template_id, version)


async def adopt(tx: Tx) -> list[tuple[TemplateId, int]]:
    """Keep what the files say for walks that have kept nothing yet; the templates that no file has, sorted."""
    columns = (WalkRow.team_id, WalkRow.template_id, WalkRow.template_version)
    query = select(*columns).where(WalkRow.template_sha256 == NOT_KEPT).distinct()
    gone = set()
    for team, template_id, version in (await tx.session.execute(query)).all():
        try:
            digest = await keep(tx, team, of_file(tx, template_id, version))
        except UnknownTemplate:
            gone.add((template_id, version))
            continue
        named = (WalkRow.team_id == team, WalkRow.template_id == template_id, WalkRow.template_version == version)
        mine = (*named, WalkRow.template_sha256 == NOT_KEPT)
        await changed(tx, update(WalkRow).where(*mine).values(template_sha256=digest))
    return sorted(gone)


async def forget_unused(tx: Tx) -> int:
    """Delete the definitions that no walk goes through any more; how many."""
    in_use = exists().where(WalkRow.team_id == TemplateRow.team_id, WalkRow.template_sha256 == TemplateRow.sha256)
    unused = await tx.session.execute(select(TemplateRow.team_id, TemplateRow.sha256).where(~in_use))
    gone = 0
    for team, digest in unused.all():
        # A walk that is being begun with it at this moment holds it; afterwards it is in use.
        await hold(tx, held_as(TemplateRow, team, digest))
        mine = (TemplateRow.team_id == team, TemplateRow.sha256 == digest, ~in_use)
        gone += await changed(tx, delete(TemplateRow).where(*mine))
    return gone
