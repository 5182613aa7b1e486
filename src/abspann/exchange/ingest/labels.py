"""The words around a review's card, per language: data only, compared in lower case."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One language's labels; every entry is what a portal prints, in lower case."""

    followers: tuple[str, ...]
    reviews: tuple[str, ...]
    ratings: tuple[str, ...]
    follow: tuple[str, ...]
    published: tuple[str, ...]
    ago: tuple[str, ...]
    more: tuple[str, ...]
    anonymous: tuple[str, ...]
    helpful: tuple[str, ...]
    stars: tuple[str, ...]
    out_of: tuple[str, ...]
    months: tuple[str, ...]


GERMAN = Words(
    followers=("follower", "followers", "follower:innen", "abonnent", "abonnenten"),
    reviews=("kritik", "kritiken", "filmkritik", "filmkritiken", "rezension", "rezensionen"),
    ratings=("wertung", "wertungen", "bewertung", "bewertungen"),
    follow=(
        "user folgen",
        "nutzer folgen",
        "mitglied folgen",
        "folgen",
        "folge ich",
        "gefolgt",
        "nicht mehr folgen",
        "entfolgen",
        "user entfolgen",
    ),
    published=(
        "veröffentlicht am",
        "veröffentlicht",
        "geschrieben am",
        "verfasst am",
        "kritik vom",
        "eingestellt am",
        "veröffentlichung am",
        "gepostet am",
        "bewertet am",
    ),
    ago=("vor",),
    more=(
        "mehr erfahren",
        "mehr lesen",
        "weiterlesen",
        "weiter lesen",
        "mehr anzeigen",
        "ganze kritik lesen",
        "die ganze kritik lesen",
        "zur ganzen kritik",
        "kritik lesen",
        "lesen sie mehr",
    ),
    anonymous=(
        "anonymer user",
        "anonyme userin",
        "anonymer nutzer",
        "anonymer benutzer",
        "anonymes mitglied",
        "ein besucher",
        "gelöschter user",
        "gelöschter nutzer",
    ),
    helpful=(
        "finde ich hilfreich",
        "hilfreich",
        "nicht hilfreich",
        "war diese kritik hilfreich",
        "fandest du diese kritik hilfreich",
        "kommentar",
        "kommentare",
        "kommentieren",
        "melden",
        "kritik melden",
        "missbrauch melden",
        "antworten",
        "teilen",
        "gefällt mir",
        "impressum",
        "datenschutz",
        "nach oben",
        "alle kritiken",
        "weitere kritiken",
        "mehr kritiken",
        "nächste seite",
        "vorherige seite",
        "fanden das hilfreich",
        "personen fanden das hilfreich",
        "kommentare anzeigen",
    ),
    stars=("stern", "sterne", "sternen"),
    out_of=("von",),
    months=(
        "januar jänner jan",
        "februar feber feb",
        "märz mrz mär",
        "april apr",
        "mai",
        "juni jun",
        "juli jul",
        "august aug",
        "september sept sep",
        "oktober okt",
        "november nov",
        "dezember dez",
    ),
)

ENGLISH = Words(
    followers=("follower", "followers", "subscriber", "subscribers"),
    reviews=("review", "reviews"),
    ratings=("rating", "ratings"),
    follow=(
        "follow user",
        "follow this user",
        "follow member",
        "follow",
        "following",
        "unfollow",
        "unfollow user",
        "follow his activity",
        "follow her activity",
        "follow their activity",
    ),
    published=(
        "published on",
        "published",
        "posted on",
        "posted",
        "reviewed on",
        "written on",
        "review published on",
        "review from",
    ),
    ago=(),
    more=(
        "read more",
        "show more",
        "see more",
        "learn more",
        "continue reading",
        "read the full review",
        "read full review",
    ),
    anonymous=("anonymous user", "anonymous", "anonymous member", "a visitor", "deleted user", "a user"),
    helpful=(
        "helpful",
        "not helpful",
        "was this review helpful",
        "was this helpful",
        "i find this helpful",
        "found this helpful",
        "people found this helpful",
        "comment",
        "comments",
        "report",
        "reply",
        "share",
        "like",
        "likes",
        "report this review",
    ),
    stars=("star", "stars"),
    out_of=("out of", "of"),
    months=(
        "january jan",
        "february feb",
        "march mar",
        "april apr",
        "may",
        "june jun",
        "july jul",
        "august aug",
        "september sept sep",
        "october oct",
        "november nov",
        "december dec",
    ),
)

FRENCH = Words(
    followers=("abonné", "abonnés", "abonnée", "abonnées", "followers"),
    reviews=("critique", "critiques", "avis"),
    ratings=("note", "notes"),
    follow=(
        "suivre son activité",
        "suivre",
        "suivre l'utilisateur",
        "s'abonner",
        "ne plus suivre",
        "abonné(e)",
        "suivre ce membre",
    ),
    published=(
        "publiée le",
        "publié le",
        "publiée",
        "publié",
        "critique publiée le",
        "postée le",
        "posté le",
        "écrite le",
        "rédigée le",
    ),
    ago=("il y a", "publiée il y a"),
    more=("lire plus", "lire la suite", "voir plus", "en savoir plus", "afficher plus", "lire la critique complète"),
    anonymous=("un visiteur", "une visiteuse", "visiteur", "utilisateur anonyme", "membre anonyme", "anonyme"),
    helpful=(
        "utile",
        "pas utile",
        "cette critique vous a-t-elle été utile",
        "commentaire",
        "commentaires",
        "signaler",
        "répondre",
        "partager",
        "j'aime",
        "commenter",
    ),
    stars=("étoile", "étoiles"),
    out_of=("sur",),
    months=(
        "janvier janv",
        "février févr fév",
        "mars",
        "avril avr",
        "mai",
        "juin",
        "juillet juil",
        "août aout",
        "septembre sept",
        "octobre oct",
        "novembre nov",
        "décembre déc",
    ),
)

SPANISH = Words(
    followers=("seguidor", "seguidores", "suscriptores"),
    reviews=("crítica", "críticas", "opiniones", "opinión"),
    ratings=("puntuaciones",),
    follow=("sigue sus publicaciones", "seguir usuario", "seguir al usuario", "seguir", "siguiendo"),
    published=("publicada el", "publicado el", "publicada en", "publicado en", "escrita el", "fecha de publicación"),
    ago=("hace",),
    more=("leer más", "ver más", "más información", "seguir leyendo", "mostrar más"),
    anonymous=("un visitante", "usuario anónimo", "anónimo", "visitante"),
    helpful=("útil", "me parece útil", "comentarios", "comentar", "denunciar", "responder", "compartir", "me gusta"),
    stars=("estrella", "estrellas"),
    out_of=("de", "sobre"),
    months=(
        "enero ene",
        "febrero feb",
        "marzo mar",
        "abril abr",
        "mayo may",
        "junio jun",
        "julio jul",
        "agosto ago",
        "septiembre setiembre sept sep",
        "octubre oct",
        "noviembre nov",
        "diciembre dic",
    ),
)

ITALIAN = Words(
    followers=("follower", "seguaci", "iscritti"),
    reviews=("recensione", "recensioni"),
    ratings=("voti",),
    follow=("segui utente", "segui l'utente", "segui", "seguito", "smetti di seguire"),
    published=("pubblicata il", "pubblicato il", "scritta il", "inserita il"),
    ago=(),
    more=("leggi di più", "leggi tutto", "continua a leggere", "mostra di più"),
    anonymous=("utente anonimo", "un visitatore", "anonimo"),
    helpful=("utile", "non utile", "commenti", "commenta", "segnala", "rispondi", "condividi", "mi piace"),
    stars=("stella", "stelle"),
    out_of=("su",),
    months=(
        "gennaio gen",
        "febbraio feb",
        "marzo mar",
        "aprile apr",
        "maggio mag",
        "giugno giu",
        "luglio lug",
        "agosto ago",
        "settembre sett set",
        "ottobre ott",
        "novembre nov",
        "dicembre dic",
    ),
)

LANGUAGES = (GERMAN, ENGLISH, FRENCH, SPANISH, ITALIAN)

DATE_PREPOSITIONS = ("am", "vom", "den", "on", "le", "el", "il", "em", "in data")
READ_THEIR = (
    "lire ses",
    "lire sa",
    "lee sus",
    "lee su",
    "leggi le sue",
    "leggi la sua",
    "read his",
    "read her",
    "read their",
    "alle",
)
BADGES = ("club 300 allociné", "club 300", "top-kritiker", "top reviewer", "top 100", "vip")


def all_of(field: str) -> frozenset[str]:
    """The labels of every language for one field of `Words`."""
    return frozenset(label for words in LANGUAGES for label in getattr(words, field))


MONTHS: dict[str, int] = {
    name: number for words in LANGUAGES for number, names in enumerate(words.months, start=1) for name in names.split()
}
