from django.db import migrations, models

KINDS = ["film", "person", "festival"]
GIN = """
CREATE INDEX search_entry_{kind} ON discovery_searchentry
    USING gin (array_to_tsvector(string_to_array(words, ' '))) WITH (fastupdate = off) WHERE kind = '{kind}';
"""
FURTHER = """
CREATE INDEX search_name_forwards ON discovery_searchname (kind, size, whole text_pattern_ops);
CREATE INDEX search_name_backwards ON discovery_searchname (kind, size, mirrored text_pattern_ops);
CREATE INDEX search_name_whole ON discovery_searchname (kind, whole);
CREATE INDEX search_word_near ON discovery_searchword USING gin (string_to_array(near, ' ')) WITH (fastupdate = off);
"""


def index_for_postgresql(apps, schema_editor):
    """Beside SQLite the index lies in files; there these tables stay empty."""
    if schema_editor.connection.vendor == "postgresql":
        for kind in KINDS:
            schema_editor.execute(GIN.format(kind=kind))
        schema_editor.execute(FURTHER)


class Migration(migrations.Migration):

    dependencies = [
        ('discovery', '0002_browsing'),
    ]

    operations = [
        migrations.DeleteModel(name='SearchEntry'),
        migrations.CreateModel(
            name='SearchDue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('ref', models.PositiveBigIntegerField()),
                ('edition', models.CharField(blank=True, default='', max_length=40)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', KINDS)), name='search_due_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('ref', models.PositiveBigIntegerField()),
                ('weight', models.PositiveIntegerField()),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('kept', models.TextField()),
                ('words', models.TextField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'ref'), name='search_entry_once'), models.CheckConstraint(condition=models.Q(('kind__in', KINDS)), name='search_entry_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='SearchName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('ref', models.PositiveBigIntegerField()),
                ('whole', models.TextField()),
                ('mirrored', models.TextField()),
                ('size', models.PositiveSmallIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'ref'], name='search_name_of')],
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.TextField(primary_key=True, serialize=False)),
                ('near', models.TextField()),
            ],
        ),
        migrations.RunPython(index_for_postgresql, migrations.RunPython.noop),
    ]
