"""What mail programs write around a mail, in the languages that GitHub's people use: one list of each.

The words are those of Gmail, Outlook, Apple Mail, Thunderbird, Zoho, Yahoo, Samsung and Proton. A footer is
told by a word for "sent" together with a word for "from" and a device, a program or "my": never by one of
them. Expressions for `re`, without regard to case.
"""

DASHES = r"[-\u2010-\u2015_=]"

ORIGINAL = (
    r"(?:original (?:message|appointment)|forwarded message|message (?:d['\u2019]origine|original|transféré)"
    r"|(?:ursprüngliche|weitergeleitete) nachricht|original-?nachricht|mensaje (?:original|reenviado)"
    r"|mensagem (?:original|encaminhada)|messaggio (?:originale|inoltrato)"
    r"|(?:oorspronkelijk|doorgestuurd) bericht|wiadomość oryginalna|oryginalna wiadomość"
    r"|(?:ursprungligt|vidarebefordrat) meddelande|(?:oprindelig|opprinnelig) (?:meddelelse|melding)"
    r"|alkuperäinen viesti|orijinal (?:ileti|mesaj)|özgün ileti|исходное сообщение|пересылаемое сообщение"
    r"|původní zpráva|pôvodná správa|eredeti üzenet|mesaj original|missatge original|원본 메[시세]지"
    r"|原始邮件|原始郵件|(?:元の|転送された)メッセージ)"
)
"""What stands between dashes above a mail that is repeated."""

_THING = r"(?:[^.:;!?\n]{1,60})"
"""A telephone or program, as its footer calls it: no sentence."""
_DEVICE = (
    r"(?:iphon[^\W\d]{1,4}|ipad|ipod|android|galaxy|samsung|huawei|xiaomi|redmi|oneplus|pixel|fairphone|blackberry|windows"
    r"|outlook|yahoo|gmail|mail\b|aol|proton|fastmail|thunderbird|spark\b|gmx|web\.de"
    r"|(?:мобильной )?яндекс\.почт[^\W\d]{1,3}|почт[^\W\d]{1,3} mail\.ru|телефон[^\W\d]{0,3})"
)
_SENT = (
    # sent, from, my
    ("sent", "from|via|using|with", "my"),
    ("envoyée?", "de|depuis|avec|à partir d[eu']", "mon|ma"),
    ("gesendet|gesandt", "von|mit|über", "mein(?:em|er)"),
    ("enviado", "desde|con", "mi"),
    ("enviad[oa]", "d[oa]|de|pel[oa]|a partir d[oa]|usando|com", "meu|minha"),
    ("enviat", "des del?|amb", "meu|meva"),
    ("inviat[oa]", "da|dal|dalla|dall['\u2019]|con|tramite", "mio|mia"),
    ("trimis", "de pe|din|cu", "meu|mea"),
    ("verstuurd|verzonden", "vanaf|vanuit|van|met|via", "mijn"),
    ("skickat|skickades", "från|via|med", "min|mitt"),
    ("sendt", "fra|via|med", "min|mit|mitt"),
    ("lähetetty", "", ""),
    ("wysłan[eoya]", "z|ze|za pomocą|przez", "mojego|mojej"),
    ("odesláno|posláno|odoslané", "z|ze|zo|pomocou", "mého|môjho"),
    ("отправлено", "с|со|из|через", "моего|моей"),
    ("надіслано|відправлено", "з|із|через", "мого|моєї"),
    ("στάλθηκε|εστάλη", "από", ""),
    ("dikirim", "dari|melalui", ""),
    ("đã gửi|được gửi", "từ|bằng", ""),
)
"""How a footer begins that says from what a mail was sent, a language a line."""


def _footer(sent: str, preposition: str, my: str) -> str:
    before = f"(?:{preposition}) ?" if preposition else ""
    mine = rf"|(?:(?:i|la|el|il) )?(?:{my})\b{_THING}" if my else ""
    return rf"(?:{sent}) {before}(?:(?:[^\W\d]{{1,9}} ){{0,2}}{_DEVICE}{_THING}?{mine})"


_SENT_LAST = (
    rf"von mein(?:em|er) {_THING} gesendet|vanaf mijn {_THING} (?:verzonden|verstuurd)"
    rf"|{_DEVICE}{_THING}? (?:gönderildi|gönderilmiştir|küldve)|elküldve {_THING}?{_DEVICE}{_THING}?"
    rf"|{_THING}から送信(?:されたメール)?|(?:나의 )?{_DEVICE}{_THING}?에서 보냄"
    rf"|[发發]自(?:我的)? ?{_DEVICE}{_THING}?|[从從]我的 ?{_THING}(?:发送|傳送|寄出)"
)
"""The same in languages that say it in another order."""
_GET = (
    r"(?:get|télécharge[rz]|obt(?:ener|én)|obt(?:er|enha) o|scarica|ottieni|pobierz|hämta|hent|skaff deg"
    r"|last ned|hanki|скачать|загрузить|завантажити|získa[tj]|stáhnout|descarregar?|obținere|获取|下載|取得)"
)
_OUTLOOK = (
    rf"{_GET} ?(?:program |aplikaci )?outlook {_THING}"
    rf"|outlook (?:für|voor|for) {_THING} ?(?:herunterladen|beziehen|holen|downloaden"
    r"|を(?:入手|取得)|다운로드|받기)"
    rf"|(?:ios|android){_THING}? outlook{_THING}? (?:edinin|indirin)"
)
FOOTER = rf"(?:{'|'.join(_footer(*words) for words in _SENT)}|{_SENT_LAST}|{_OUTLOOK})[.!]?"
"""`Sent from my iPhone`, `Get Outlook for iOS`."""

GITHUB = r"(?:\u2014\n)?(?:reply to this email directly|you are receiving this because)\b.{0,200}"

FROM = (
    r"(?:from|de|von|da|van|od|från|fra|lähettäjä|kimden|gönderen|от|отправитель|від|feladó|de la|από|dari"
    r"|差出人|送信者|送信元|发件人|寄件者|보낸 ?사람)"
)
OTHERS = (
    r"(?:sent|date|to|cc|subject|envoyé(?: le)?|à|objet|gesendet(?: am)?|datum|an|betreff"
    r"|enviad[oa](?: e[lm])?|fecha|para|asunto|data|assunto|enviat(?: el)?|per a|assumpte"
    r"|a|inviato|oggetto|verzonden|aan|onderwerp|wysłan[eo]|do|dw|temat|skickat|till|kopia|ämne"
    r"|sendt|dato|til|kopi|emne|lähetetty|vastaanottaja|kopio|aihe|gönderildi|gönderme tarihi|tarih|kime"
    r"|bilgi|konu|отправлено|дата|кому|копия|тема|надіслано|копія|odesláno|odoslané|komu|kopie|předmět|predmet"
    r"|elküldve|küldve|címzett|másolat|tárgy|trimis|către|subiect|ημερομηνία|στάλθηκε|προς|θέμα"
    r"|dikirim|kepada|subjek|发送时间|收件人|抄送|主题|日期|寄件日期|收件者|副本|主旨"
    r"|보낸 ?날짜|날짜|받는 ?사람|참조|제목|送信日時|送信済み|日時|日付|宛先|件名)"
)
"""The headers of a mail that stand below who wrote it."""

WROTE = r"(?:wrote|writes|a écrit|schrieb|escribió|escreveu|(?:のメール|(?:さん)?(?:は|が)?書きました))"
WROTE_AT = (
    r"(?:(?:ha )?scritto|schreef|geschreven|napisał\w{0,3}|pisze|skrev|yazdı|kirjoitti|пишет|написал\w{0,3}"
    r"|пише|napsal\w{0,3}|napísal\w{0,3}|írta|a scris|va escriure|έγραψε|menulis|đã viết|작성|写道|寫道)"
)
"""Words for "wrote" that are taken for a mail program's only beside a time of day."""
