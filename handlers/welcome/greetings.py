"""What newcomers are told, in each language there are words for. The one place of these words.

`{author}` and the like are filled by `str.format` with values that are safe to show. Each is under sixty
words with all its parts. Whoever adds a language adds one entry here; a test holds it to the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.context import Language
from bot.core.schedule import spoken_day
from bot.core.schedule.local import day_of


@dataclass(frozen=True)
class Greetings:
    """The words of one language.

    `duty` and `policy` stand inside `issue` and `pull_request`, or are empty. `short` is for an issue whose
    author is told what happens next by somebody else in the same comment. `day` is filled with `weekday`,
    `number` and `month`; without `weekdays` it is as the rest of the house writes it.
    """

    issue: str
    short: str
    pull_request: str
    review: str
    first_merge: str
    duty: str
    policy: str
    offered: str
    """What folded suggestions are called."""
    claim: str
    day: str = ""
    weekdays: Sequence[str] = ()
    months: Sequence[str] = ()

    def spoken_day(self, moment: datetime, zone: str) -> str:
        """A day as people say it, weekday first where they do."""
        if not self.weekdays:
            return spoken_day(moment, zone)
        local: date = day_of(moment, zone)
        month = self.months[local.month - 1]
        return self.day.format(weekday=self.weekdays[local.weekday()], number=local.day, month=month)


GREETINGS: dict[Language, Greetings] = {
    "en": Greetings(
        issue=(
            "Thank you for writing this down, @{author}, and welcome. A maintainer reads it next; there is "
            "nothing more you need to do now.{duty}{policy} Sorted wrongly? Say so in plain words; a person "
            "reads this. (I am a bot: `/help`.)"
        ),
        short="Thank you for writing, @{author}, and welcome. (I am a bot: `/help`.)",
        pull_request=(
            "Thank you for the pull request, @{author}, and welcome. A maintainer will review it; a "
            "red check "
            "at this stage is normal, and there is nothing more you need to do now.{policy} This "
            "change alone "
            "is welcome. (I am a bot: `/help`.)"
        ),
        review=(
            "Thank you for the review, @{author}: it is your first here. Reading what others wrote is a "
            "contribution of its own. It is complete as it stands; nothing more is expected of you. "
            "(I am a bot: `/help`.)"
        ),
        first_merge=(
            "Merged, @{author}: “{title}” is your first change here. Thank you. It is complete as it stands; "
            "nothing more is expected of you."
        ),
        duty=" {steward} is on support duty until {until}.",
        policy=" What this project asks of contributions: {policy}.",
        offered="For later, free today",
        claim="`/claim` on one makes it yours. There is no obligation.",
    ),
    "fr": Greetings(
        issue=(
            "Merci d’avoir écrit, @{author}, et bienvenue. Une personne de l’équipe va lire "
            "ce message ; vous n’avez rien d’autre à faire pour l’instant.{duty}{policy} Mal classé ? "
            "Dites-le avec vos mots : une personne vous lit. (Je suis un robot : `/help`.)"
        ),
        short="Merci d’avoir écrit, @{author}, et bienvenue. (Je suis un robot : `/help`.)",
        pull_request=(
            "Merci pour cette pull request, @{author}, et bienvenue. Une personne de l’équipe va la relire ; "
            "une vérification en rouge est normale à ce stade, et vous n’avez rien d’autre à faire pour "
            "l’instant.{policy} Ce changement est bienvenu à lui seul. (Je suis un robot : `/help`.)"
        ),
        review=(
            "Merci pour cette relecture, @{author} : c’est votre première ici. Relire le travail des autres "
            "est une contribution à part entière. Elle est complète ainsi ; rien d’autre n’est attendu de "
            "vous. (Je suis un robot : `/help`.)"
        ),
        first_merge=(
            "Fusionné, @{author} : « {title} » est votre premier changement ici. Merci. Il est complet tel "
            "quel ; rien d’autre n’est attendu de vous."
        ),
        duty=" {steward} assure la permanence jusqu’au {until}.",
        policy=" Ce que ce projet attend des contributions : {policy}.",
        offered="Pour plus tard, libre aujourd’hui",
        claim="`/claim` sur l’un d’eux vous le réserve. Sans aucune obligation.",
        day="{weekday} {number} {month}",
        weekdays=("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
        months=(
            "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
            "novembre", "décembre",
        ),
    ),
    "de": Greetings(
        issue=(
            "Danke, dass du das aufgeschrieben hast, @{author}, und willkommen. Als Nächstes liest es jemand "
            "aus dem Team; du musst jetzt nichts weiter tun.{duty}{policy} Falsch einsortiert? Sag es mit "
            "deinen Worten; hier liest ein Mensch. (Ich bin ein Bot: `/help`.)"
        ),
        short="Danke fürs Schreiben, @{author}, und willkommen. (Ich bin ein Bot: `/help`.)",
        pull_request=(
            "Danke für den Pull Request, @{author}, und willkommen. Als Nächstes sieht ihn sich "
            "jemand aus dem "
            "Team an; ein roter Check ist jetzt noch normal, und du musst nichts weiter tun.{policy} Schon "
            "diese eine Änderung ist willkommen. (Ich bin ein Bot: `/help`.)"
        ),
        review=(
            "Danke für das Review, @{author}: es ist dein erstes hier. Zu lesen, was andere "
            "geschrieben haben, "
            "ist ein eigener Beitrag. Es ist vollständig, wie es ist; mehr wird nicht erwartet. (Ich bin ein "
            "Bot: `/help`.)"
        ),
        first_merge=(
            "Gemergt, @{author}: „{title}“ ist deine erste Änderung hier. Danke. Sie ist "
            "vollständig, wie sie "
            "ist; mehr wird nicht erwartet."
        ),
        duty=" {steward} hat bis {until} Supportdienst.",
        policy=" Was dieses Projekt von Beiträgen erwartet: {policy}.",
        offered="Für später, heute frei",
        claim="`/claim` auf einem davon macht es zu deinem. Es verpflichtet zu nichts.",
        day="{weekday} {number}. {month}",
        weekdays=("Mo.,", "Di.,", "Mi.,", "Do.,", "Fr.,", "Sa.,", "So.,"),
        months=(
            "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
            "November", "Dezember",
        ),
    ),
    "es": Greetings(
        issue=(
            "Gracias por escribirlo, @{author}, y te damos la bienvenida. Ahora lo leerá alguien del equipo; "
            "por el momento no tienes que hacer nada más.{duty}{policy} ¿Está mal clasificado? Dilo con tus "
            "palabras: lo lee una persona. (Soy un bot: `/help`.)"
        ),
        short="Gracias por escribir, @{author}, y te damos la bienvenida. (Soy un bot: `/help`.)",
        pull_request=(
            "Gracias por el pull request, @{author}, y te damos la bienvenida. Ahora lo revisará alguien del "
            "equipo; una comprobación en rojo es normal a estas alturas, y por el momento no tienes "
            "que hacer "
            "nada más.{policy} Este cambio es bienvenido por sí solo. (Soy un bot: `/help`.)"
        ),
        review=(
            "Gracias por la revisión, @{author}: es la primera que haces aquí. Leer el trabajo de otras "
            "personas ya es una contribución. Está completa así; no se espera nada más de ti. (Soy un bot: "
            "`/help`.)"
        ),
        first_merge=(
            "Fusionado, @{author}: «{title}» es tu primer cambio aquí. Gracias. Está completo así; no se "
            "espera nada más de ti."
        ),
        duty=" {steward} está de guardia hasta el {until}.",
        policy=" Lo que este proyecto pide a las contribuciones: {policy}.",
        offered="Para más adelante, libre hoy",
        claim="Con `/claim` en uno de ellos te lo quedas. No hay ninguna obligación.",
        day="{weekday} {number} de {month}",
        weekdays=("lun.", "mar.", "mié.", "jue.", "vie.", "sáb.", "dom."),
        months=(
            "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre",
        ),
    ),
    "pt": Greetings(
        issue=(
            "Obrigado por escrever, @{author}, e boas-vindas. Agora alguém da equipe vai ler; por enquanto "
            "você não precisa fazer mais nada.{duty}{policy} Está classificado errado? Diga com suas "
            "palavras: uma pessoa lê. (Sou um bot: `/help`.)"
        ),
        short="Obrigado por escrever, @{author}, e boas-vindas. (Sou um bot: `/help`.)",
        pull_request=(
            "Obrigado pelo pull request, @{author}, e boas-vindas. Agora alguém da equipe vai revisá-lo; uma "
            "verificação em vermelho é normal nesta fase, e por enquanto você não precisa fazer mais nada."
            "{policy} Esta mudança já é bem-vinda por si só. (Sou um bot: `/help`.)"
        ),
        review=(
            "Obrigado pela revisão, @{author}: é a sua primeira aqui. Ler o que outras pessoas escreveram já "
            "é uma contribuição. Ela está completa assim; não se espera mais nada de você. (Sou um bot: "
            "`/help`.)"
        ),
        first_merge=(
            "Mesclado, @{author}: “{title}” é a sua primeira mudança aqui. Obrigado. Está completa "
            "assim; não "
            "se espera mais nada de você."
        ),
        duty=" {steward} está de plantão até {until}.",
        policy=" O que este projeto espera das contribuições: {policy}.",
        offered="Para depois, livre hoje",
        claim="Com `/claim` em uma delas, ela é sua. Não há nenhuma obrigação.",
        day="{weekday}, {number} de {month}",
        weekdays=("seg.", "ter.", "qua.", "qui.", "sex.", "sáb.", "dom."),
        months=(
            "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
            "outubro", "novembro", "dezembro",
        ),
    ),
    "ja": Greetings(
        issue=(
            "@{author} さん、書いてくださってありがとうございます。ようこそ。"
            "次にメンテナーが読みます。今のところ、"
            "ほかにしていただくことはありません。{duty}{policy}分類が違うときは、"
            "普通の言葉でお知らせください。"
            "人が読んでいます。（私はボットです：`/help`）"
        ),
        short=(
            "@{author} さん、書いてくださってありがとうございます。ようこそ。（私はボットです：`/help`）"
        ),
        pull_request=(
            "@{author} さん、プルリクエストをありがとうございます。ようこそ。次にメンテナーがレビューします。"
            "この段階でチェックが赤くても問題ありません。今のところ、"
            "ほかにしていただくことはありません。{policy}"
            "この変更だけでも歓迎です。（私はボットです：`/help`）"
        ),
        review=(
            "@{author} さん、レビューをありがとうございます。ここでの最初のレビューです。"
            "ほかの人の変更を読むことも、"
            "立派な貢献です。これで完了です。ほかにしていただくことはありません。（私はボットです：`/help`）"
        ),
        first_merge=(
            "@{author} さん、マージされました。「{title}」は、ここでの最初の変更です。ありがとうございます。"
            "これで完了です。ほかにしていただくことはありません。"
        ),
        duty="{until}までのサポート当番は {steward} さんです。",
        policy="このプロジェクトが貢献に求めること：{policy}。",
        offered="今日空いている、次の候補",
        claim="`/claim` で引き受けられます。義務ではありません。",
        day="{month}{number}日({weekday})",
        weekdays=("月", "火", "水", "木", "金", "土", "日"),
        months=tuple(f"{month}月" for month in range(1, 13)),
    ),
}  # fmt: skip
"""By the language's code (ISO 639-1)."""
