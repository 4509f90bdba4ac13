"""Run by the real Superset's own Python: a dashboard of totals over a table, and strangers may read its dataset."""

import json
import sys

from superset.app import create_app


def build(database: str) -> None:
    from superset import db, security_manager
    from superset.connectors.sqla.models import SqlaTable, SqlMetric, TableColumn
    from superset.models.core import Database
    from superset.models.dashboard import Dashboard
    from superset.models.slice import Slice

    held = Database(database_name="firearms", sqlalchemy_uri=f"sqlite:///{database}")
    table = SqlaTable(table_name="permits", database=held, schema=None)
    names = ("last", "first", "born", "licence", "county")
    table.columns = [TableColumn(column_name=name, type="TEXT") for name in names]
    table.metrics = [SqlMetric(metric_name="count", expression="count(*)")]
    db.session.add_all([held, table])
    db.session.commit()
    query = {
        "datasource": {"id": table.id, "type": "table"},
        "queries": [{"columns": ["county"], "metrics": ["count"], "row_limit": 100}],
        "result_format": "json",
        "result_type": "full",
    }
    chart = Slice(
        slice_name="Permits by county",
        viz_type="table",
        datasource_id=table.id,
        datasource_type="table",
        params=json.dumps({"viz_type": "table", "groupby": ["county"], "metrics": ["count"]}),
        query_context=json.dumps(query),
    )
    board = Dashboard(dashboard_title="Permits", slug="permits", published=True, slices=[chart])
    db.session.add_all([chart, board])
    role = security_manager.find_role("Public")
    for action, what in (
        ("all_datasource_access", "all_datasource_access"),
        ("all_database_access", "all_database_access"),
        ("can_samples", "Datasource"),
    ):
        security_manager.add_permission_role(role, security_manager.add_permission_view_menu(action, what))
    db.session.commit()


if __name__ == "__main__":
    with create_app().app_context():
        build(sys.argv[1])
