"""One small module for each product: how it is recognised, and what a stranger can ask of it."""

from clerestory.proof.probe.live.adapters import (
    arcgis,
    ckan,
    datasette,
    metabase,
    powerbi,
    socrata,
    superset,
    tableau,
)
from clerestory.proof.probe.live.adapters.adapter import Adapter

ADAPTERS: tuple[Adapter, ...] = (
    arcgis.ADAPTER,
    ckan.ADAPTER,
    datasette.ADAPTER,
    metabase.ADAPTER,
    powerbi.ADAPTER,
    socrata.ADAPTER,
    superset.ADAPTER,
    tableau.ADAPTER,
)
