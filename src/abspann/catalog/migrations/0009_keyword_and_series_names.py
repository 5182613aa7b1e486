import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0008_films_and_people_merged'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeywordName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folded', models.CharField(max_length=200)),
            ],
        ),
        migrations.AddIndex(
            model_name='filmseries',
            index=models.Index(fields=['name'], name='series_by_name'),
        ),
        migrations.AddIndex(
            model_name='filmseries',
            index=models.Index(fields=['name_en'], name='series_by_english_name'),
        ),
        migrations.AddField(
            model_name='keywordname',
            name='keyword',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='folded_names', to='catalog.keyword'),
        ),
        migrations.AddConstraint(
            model_name='keywordname',
            constraint=models.UniqueConstraint(fields=('folded', 'keyword'), name='keyword_name_once'),
        ),
    ]
