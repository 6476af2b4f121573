"""Where a comment sent by mail stops to be its writer's own word."""

from __future__ import annotations

import time

import pytest

from bot.core.markdown import asks, command_lines, has_words, own_words

HEADERS = """From: Eve R. <notifications@github.com>
Sent: Monday, March 2, 2026 8:55 AM
To: acme/widget <widget@noreply.github.com>
Subject: Re: [acme/widget] Reading zarr is slow (Issue #7)"""

TAILS = {
    "Outlook": f"________________________________\n{HEADERS}",
    "Outlook without the rule": HEADERS,
    "Outlook, made Markdown": HEADERS.replace("From:", "**From:**").replace("Sent:", "**Sent:**"),
    "Outlook with empty lines": HEADERS.replace("\n", "\n\n"),
    "Outlook, address hidden": HEADERS.replace("<notifications@github.com>", "***@***.***"),
    "Outlook in French": "De : Eve\nEnvoyé : lundi 2 mars 2026\nÀ : acme\nObjet : Re: #7",
    "Outlook in French, no-break": "De\u00a0: Eve\nEnvoyé\u00a0: lundi\nÀ\u00a0: acme\nObjet\u00a0: Re: #7",
    "Outlook in German": "Von: Eve\nGesendet: Montag, 2. März 2026\nAn: acme\nBetreff: Re: #7",
    "Outlook in Spanish": "De: Eve\nEnviado el: lunes, 2 de marzo de 2026\nPara: acme\nAsunto: Re: #7",
    "Outlook in Portuguese": "De: Eve\nEnviada em: segunda-feira, 2\nPara: acme\nAssunto: Re: #7",
    "Outlook in Japanese": "差出人: Eve\n送信日時: 2026年3月2日\n宛先: acme\n件名: Re: #7",
    "Outlook in Italian": "Da: Eve\nInviato: lunedì 2 marzo 2026\nA: acme\nOggetto: Re: #7",
    "Outlook in Dutch": "Van: Eve\nVerzonden: maandag 2 maart 2026\nAan: acme\nOnderwerp: Re: #7",
    "Outlook in Chinese": "发件人: Eve\n发送时间: 2026年3月2日\n收件人: acme\n主题: Re: #7",
    "QQ": "------------------ 原始邮件 ------------------\n发件人: Eve",
    "old Outlook": "-----Original Message-----\nFrom: Eve",
    "old Outlook in French": "-----Message d'origine-----",
    "old Outlook in German": "-----Ursprüngliche Nachricht-----",
    "old Outlook in Spanish": "-----Mensaje original-----",
    "old Outlook in Portuguese": "-----Mensagem original-----",
    "old Outlook in Japanese": "-----元のメッセージ-----",
    "forwarded": "---------- Forwarded message ---------",
    "Proton": "\u2010\u2010\u2010 Original Message \u2010\u2010\u2010",
    "Zoho": "---- On Mon, 02 Mar 2026 08:55:00 +0000 Eve R. <notifications@github.com> wrote ---",
    "Zoho, newer": "---- On Mon, 02 Mar 2026 08:55:00 +0000 notifications@github.com wrote ----",
    "Gmail": "On Mon, Mar 2, 2026 at 8:55\u202fAM Eve R. <notifications@github.com> wrote:",
    "Gmail, address hidden": "On Mon, Mar 2, 2026 at 8:55 AM Eve R. ***@***.***> wrote:",
    "Gmail, broken": "On Mon, Mar 2, 2026 at 8:55 AM Eve R.\n<notifications@github.com>\nwrote:",
    "Gmail in French": "Le lun. 2 mars 2026 à 08:55, Eve R. <notifications@github.com> a\nécrit\u00a0:",
    "Gmail in German": "Am Mo., 2. März 2026 um 08:55\u00a0Uhr schrieb Eve R. <\nnotifications@github.com>:",
    "Gmail in Spanish": "El lun, 2 mar 2026 a las 8:55, Eve R. (<notifications@github.com>) escribió:",
    "Gmail in Portuguese": "Em seg., 2 de mar. de 2026 às 08:55, Eve <notifications@github.com> escreveu:",
    "Gmail in Japanese": "2026年3月2日(月) 8:55 Eve R. <notifications@github.com>:",
    "Gmail in Italian": "Il giorno lun 2 mar 2026 alle ore 08:55 Eve <notifications@github.com> ha scritto:",
    "Gmail in Dutch": "Op ma 2 mrt 2026 om 08:55 schreef Eve R. <notifications@github.com>:",
    "Gmail in Polish": "pon., 2 mar 2026 o 08:55 Eve R. <notifications@github.com> napisał(a):",
    "Gmail in Russian": "пн, 2 мар. 2026 г. в 08:55, Eve R. <notifications@github.com>:",
    "Gmail in Chinese": "Eve R. <notifications@github.com> 于2026年3月2日周一 08:55写道：",
    "Gmail in Danish, broken": "man. 2. mar. 2026 kl. 08.55 skrev Eve R. <\nnotifications@github.com>:",
    "Gmail in Italian, hidden": "Il giorno lun 2 mar 2026 alle ore 08:55 Eve ***@***.***> ha scritto:",
    "Yahoo": "    On Monday, 2 March 2026 at 08:55:12 GMT, Eve R. <notifications@github.com> wrote:  ",
    "Yahoo in German": "    Am Montag, 2. März 2026 um 08:55:12 MEZ hat Eve R. <notifications@github.com> "
    "Folgendes geschrieben:  ",
    "Emacs": "Eve R. <notifications@github.com> writes:",
    "Apple Mail": "On 2 Mar 2026, at 08:55, Eve R. wrote:",
    "Apple Mail in Japanese": "2026/03/02 8:55\u3001Eve R.のメール:",
    "Gmail in Japanese, address hidden": "2026年3月2日(月) 8:55 Eve R. ***@***.***>:",
    "Apple Mail in Portuguese": "A 02/03/2026, às 08:55, Eve R. escreveu:",
    "Thunderbird": "On 02/03/2026 08:55, Eve R. wrote:",
    "Thunderbird in German": "Am 02.03.26 um 08:55 schrieb Eve R.:",
    "an address and no date": "Eve R. <notifications@github.com> schrieb am Mo., 2. März:",
    "signature": "-- \nAlice",
    "signature without its blank": "\n--\nAlice",
    "iPhone": "Sent from my iPhone",
    "Outlook on a telephone": "Get [Outlook for iOS](https://aka.ms/o0ukef)",
    "some telephone": "Sent from an iPhone",
    "a Galaxy": "Sent from my Galaxy S22 Ultra",
    "iPhone in French": "Envoyé de mon iPhone",
    "iPhone in German": "Von meinem iPhone gesendet",
    "Android in German": "Gesendet von meinem Pixel 8",
    "iPhone in Spanish": "Enviado desde mi iPhone",
    "iPhone in Portuguese": "Enviado do meu iPhone",
    "iPhone in Japanese": "iPhoneから送信",
    "iPhone in Italian": "Inviato da iPhone",
    "my iPhone in Italian": "Inviato dal mio iPhone",
    "Outlook in Italian, footer": "Inviato da [Outlook per iOS](https://aka.ms/o0ukef)",
    "Outlook to be had in Italian": "Scarica Outlook per Android",
    "iPhone in Dutch": "Verstuurd vanaf mijn iPhone",
    "some telephone in Dutch": "Verzonden vanaf mijn Fairphone 5",
    "Outlook to be had in Dutch": "Outlook voor iOS downloaden",
    "iPhone in Polish": "Wysłane z iPhone\u2019a",
    "Outlook to be had in Polish": "Pobierz program Outlook dla systemu iOS",
    "iPhone in Turkish": "iPhone\u2019umdan gönderildi",
    "iPhone in Swedish": "Skickat från min iPhone",
    "Outlook to be had in Swedish": "Hämta Outlook för iOS",
    "iPhone in Danish": "Sendt fra min iPhone",
    "iPhone in Finnish": "Lähetetty iPhonesta",
    "iPhone in Czech": "Odesláno z iPhonu",
    "iPhone in Russian": "Отправлено с iPhone",
    "a program in Russian": "Отправлено из мобильной Яндекс.Почты",
    "iPhone in Ukrainian": "Надіслано з iPhone",
    "iPhone in Hungarian": "iPhone-ról küldve",
    "iPhone in Romanian": "Trimis de pe iPhone-ul meu",
    "iPhone in Greek": "Στάλθηκε από το iPhone μου",
    "iPhone in Korean": "나의 iPhone에서 보냄",
    "iPhone in Chinese": "发自我的iPhone",
    "iPhone in Chinese, traditional": "從我的 iPhone 傳送",
    "iPhone in Indonesian": "Dikirim dari iPhone saya",
    "iPhone in Vietnamese": "Đã gửi từ iPhone của tôi",
    "iPhone in Catalan": "Enviat des del meu iPhone",
    "Outlook in Polish": "Od: Eve\nWysłane: poniedziałek, 2 marca 2026\nDo: acme\nTemat: Re: #7",
    "Outlook in Swedish": "Från: Eve\nSkickat: den 2 mars 2026\nTill: acme\nÄmne: Re: #7",
    "Outlook in Danish": "Fra: Eve\nSendt: 2. marts 2026\nTil: acme\nEmne: Re: #7",
    "Outlook in Finnish": "Lähettäjä: Eve\nLähetetty: 2. maaliskuuta\nVastaanottaja: acme\nAihe: Re: #7",
    "Outlook in Turkish": "Kimden: Eve\nGönderildi: 2 Mart 2026\nKime: acme\nKonu: Re: #7",
    "Outlook in Russian": "От: Eve\nОтправлено: 2 марта 2026 г.\nКому: acme\nТема: Re: #7",
    "Outlook in Czech": "Od: Eve\nOdesláno: 2. března 2026\nKomu: acme\nPředmět: Re: #7",
    "Outlook in Korean": "보낸 사람: Eve\n보낸 날짜: 2026년 3월 2일\n받는 사람: acme\n제목: Re: #7",
    "Outlook in Chinese, traditional": "寄件者: Eve\n寄件日期: 2026年3月2日\n收件者: acme\n主旨: Re: #7",
    "old Outlook in Polish": "-----Wiadomość oryginalna-----",
    "old Outlook in Swedish": "-----Ursprungligt meddelande-----",
    "old Outlook in Italian": "-----Messaggio originale-----",
    "Thunderbird in Italian": "Il 02/03/2026 08:55, Eve R. ha scritto:",
    "Thunderbird in Dutch": "Op 02-03-2026 om 08:55 schreef Eve R.:",
    "Apple Mail in Dutch": "Op 2 mrt. 2026 om 08:55 heeft Eve R. het volgende geschreven:",
    "Thunderbird in Polish": "W dniu 2.03.2026 o 08:55, Eve R. pisze:",
    "Thunderbird in Swedish": "Den 2026-03-02 kl. 08:55, skrev Eve R.:",
    "Thunderbird in Turkish": "02.03.2026 08:55 tarihinde Eve R. yazdı:",
    "Thunderbird in Russian": "02.03.2026 08:55, Eve R. пишет:",
    "Thunderbird in Czech": "Dne 02. 03. 26 v 8:55 Eve R. napsal(a):",
    "Apple Mail in Finnish": "Eve R. kirjoitti 2.3.2026 kello 8.55:",
    "GitHub's own": "\u2014\nReply to this email directly, view it on GitHub, or unsubscribe.",
}

OWN = {
    "two headers alone": "From: 1.2\nTo: 1.3",
    "somebody's login": "I agree.\n\n@eve wrote:\n\n> It can go.\n",
    "a heading": "Summary\n--",
    "rules": "---\n***\n___",
    "a date": "On Monday 2 March I wrote a test:",
    "an address, and no time": "Please ask Eve <eve@example.org>:",
    "an address and a time in a sentence": "At 08:55 I wrote to Eve <eve@example.org>. She answered.",
    "somebody wrote, some day": "As Eve wrote:",
    "a program's output": "```\n-----Original Message-----\nFrom: a\nSent: b\nTo: c\n```",
    "an iPhone": "It was sent from my iPhone and lost its attachment.",
    "what somebody sent": "Sent my patch to the list.",
    "what somebody sent, in Italian": "Inviato il mio patch",
    "a sentence in Italian": "Inviato da Eve il rapporto sul difetto.",
    "a sentence in Swedish": "Skickat in en ändring till Anna",
    "a sentence in Dutch": "Verzonden met de nieuwe release: alles werkt",
    "what fails": "Outlook for iOS crashes",
    "two headers alone, in Polish": "Od: 1.2\nDo: 1.3",
    "somebody wrote, in Italian": "Come Eve ha scritto:",
    "where it is sent from": "Sent from my script: nothing arrives.",
    "the next sentence": "Le zarr est lent : 3 secondes.",
    "a quote that is answered below": "On Mon, Mar 2, 2026 at 8:55 AM Eve wrote:\n\n> It can go.\n\nYes.",
}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
def test_the_tail_of_a_mail_commands_nothing(tail: str) -> None:
    body = f"I will look at it.\n\n/assign\n\n{tail}\n\nCan this go?\n\n/close\n"
    assert command_lines(body) == ["/assign"]
    assert command_lines(body.replace("\n", "\r\n")) == ["/assign"]
    assert not asks(body)
    assert not has_words(f"/assign\n\n{tail}\n\nThis can go.\n")


@pytest.mark.parametrize("text", OWN.values(), ids=OWN)
def test_what_only_looks_like_a_mail_hides_nothing(text: str) -> None:
    assert command_lines(f"{text}\n\n/close") == ["/close"]


def test_words_are_left_as_they_are() -> None:
    assert own_words("Hi [a](http://b) *c*\r\n\r\nSent from my iPhone\nx") == "Hi [a](http://b) *c*\n"
    assert own_words("") == ""


@pytest.mark.parametrize(
    "body", ["/close.", "@stewardbot,close", "@stewardbot: close please", "\u200b\uff0fclose"]
)
def test_a_command_has_no_words_of_its_own_however_it_is_written(body: str) -> None:
    assert not has_words(body, "stewardbot[bot]")
    assert has_words(f"{body}\nIt is done.", "stewardbot[bot]")


WORST = {
    "headers": "From: a\n",
    "wrote": "On 1 schrieb wrote @a schrieb ",
    "wrote, a line each": "On 1 a@b schrieb wrote\n",
    "addresses": "<a@b> ",
    "addresses and times": "<a@b> 08:55 ",
    "times, and an address at times": "@ 08:55 08:55 08:55 <a@b>\n",
    "dashes": "-",
    "underscores and blanks": "_ \n",
    "telephones": "Sent from my ",
    "openings": "(https:<https:",
    "quotes": "On 1, a@b wrote:\n> a\n",
    "blank lines": "\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", WORST)
def test_the_worst_text_takes_time_in_step_with_its_length(shape: str) -> None:
    def seconds(length: int) -> float:
        text = f"/first\n\n{(WORST[shape] * length)[:length]}"
        start = time.process_time()
        own_words(text)
        return time.process_time() - start

    short, long = (min(seconds(size) for _ in range(3)) for size in (16_000, 64_000))
    assert long < max(9 * short, 0.01)
    assert long < 1
