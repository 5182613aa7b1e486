from django.db import migrations

# On SQLite, a later migration that alters this table makes it anew, without its triggers: it must put them back.
SQLITE = """
CREATE TRIGGER moderation_audit_{name} BEFORE {act} ON moderation_auditentry
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
"""

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION moderation_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'integrity_constraint_violation'; END
$$
"""

POSTGRESQL = """
CREATE TRIGGER moderation_audit_{name} BEFORE {act} ON moderation_auditentry
FOR EACH ROW EXECUTE FUNCTION moderation_audit_refuse()
"""

ACTS = (("unchanged", "UPDATE"), ("kept", "DELETE"))


def close(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
    trigger = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for name, act in ACTS:
        schema_editor.execute(trigger.format(name=name, act=act))


def open_again(apps, schema_editor):
    on = " ON moderation_auditentry" if schema_editor.connection.vendor == "postgresql" else ""
    for name, _act in ACTS:
        schema_editor.execute(f"DROP TRIGGER moderation_audit_{name}{on}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION moderation_audit_refuse()")


class Migration(migrations.Migration):

    dependencies = [
        ("moderation", "0001_reports_decisions_audit"),
    ]

    operations = [migrations.RunPython(close, open_again)]
