"""``make telegram ARGS=...``: tells Telegram where the assistant is, how it is going, or tries it without an address.

register  have Telegram send messages to PUBLIC_URL; sets the bot's menu and its introduction
status    what Telegram knows and what went wrong last
remove    have Telegram keep messages until the next register or poll
poll      fetch messages and hand them to the assistant on this machine: for trying it, with no public address
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from typing import Any

import httpx
from telegram import BotCommand, Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import ExtBot

from server.channels.messenger.words import words
from server.channels.settings import WrongSetting
from server.channels.telegram.bot import bot_of
from server.channels.telegram.settings import WEBHOOK, TelegramSettings, needed
from server.launch import settings as launch
from server.speech.parts import Parts
from triage import shipped

# The kinds of update that can concern us; Telegram need not send others.
ALLOWED = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
_POLLED_S = 25
_PAUSE_S = 2


async def register(bot: ExtBot[Any], settings: TelegramSettings) -> str:
    """Set webhook, menu and introduction. Raises :class:`WrongSetting` or :class:`telegram.error.TelegramError`."""
    if not settings.public:
        raise WrongSetting("PUBLIC_URL is missing: the https address under which Telegram reaches the assistant.")
    await bot.set_webhook(f"{settings.public}{WEBHOOK}", secret_token=settings.secret, allowed_updates=ALLOWED)
    await introduce(bot)
    name = (await bot.get_me()).username
    return f"Telegram sends messages to {settings.public}{WEBHOOK} from now on. The bot is @{name}."


async def introduce(bot: ExtBot[Any]) -> None:
    """Set the menu of commands and what an empty chat shows. Raises :class:`telegram.error.TelegramError`."""
    filled = Parts(shipped(), None, False).filled
    await bot.set_my_commands([BotCommand(c["command"], c["label"]) for c in words()["commands"]])
    await bot.set_my_description(filled(words()["description"]))
    await bot.set_my_short_description(filled(words()["short_description"]))


async def status(bot: ExtBot[Any], settings: TelegramSettings) -> str:
    """What Telegram knows. Raises :class:`telegram.error.TelegramError`."""
    info = await bot.get_webhook_info()
    where = f"are sent to {info.url}" if info.url else "are kept by Telegram: no webhook is registered"
    lines = [f"The bot is @{(await bot.get_me()).username}.", f"Messages {where}.",
             f"Waiting: {info.pending_update_count}."]
    if info.url and settings.public and info.url != f"{settings.public}{WEBHOOK}":
        lines.append(f"PUBLIC_URL is another address ({settings.public}); run: make telegram ARGS=register")
    if info.last_error_date:
        lines.append(f"The last failure was at {info.last_error_date:%Y-%m-%d %H:%M} UTC: {info.last_error_message}")
    return "\n".join(lines)


async def remove(bot: ExtBot[Any], settings: TelegramSettings) -> str:
    """Take the webhook back. Raises :class:`telegram.error.TelegramError`."""
    await bot.delete_webhook()
    return "Telegram keeps messages for a day, until the next register or poll."


async def poll(bot: ExtBot[Any], settings: TelegramSettings) -> str:
    """Hand over what people write until stopped. A message counts as fetched once the assistant has taken it. Raises
    :class:`WrongSetting` when messages go to a webhook."""
    if url := (await bot.get_webhook_info()).url:
        raise WrongSetting(f"Messages are sent to {url}; take that back first: make telegram ARGS=remove")
    await introduce(bot)
    print(f"Write to @{(await bot.get_me()).username} in Telegram. Ctrl-C ends it.", flush=True)
    address, offset = f"http://{launch.host()}:{launch.port()}{WEBHOOK}", None
    async with httpx.AsyncClient(timeout=60) as assistant:
        while True:
            try:
                updates = await bot.get_updates(offset, timeout=_POLLED_S, allowed_updates=ALLOWED)
                for update in updates:
                    taken = await assistant.post(address, content=update.to_json(), headers={
                        "X-Telegram-Bot-Api-Secret-Token": settings.secret})
                    taken.raise_for_status()
                    offset = update.update_id + 1
            except Conflict:
                raise WrongSetting("Another program fetches this bot's messages; stop it first.") from None
            except (TelegramError, httpx.HTTPError) as error:
                if isinstance(error, InvalidToken):
                    raise
                where = f"the assistant at {address}" if isinstance(error, httpx.HTTPError) else "Telegram"
                print(f"Waiting for {where} ({type(error).__name__}).", flush=True)
                await asyncio.sleep(_PAUSE_S)


_COMMANDS = {"register": register, "status": status, "remove": remove, "poll": poll}


async def _run(command: str) -> str:
    settings = needed(os.environ)
    return await _COMMANDS[command](bot_of(settings), settings)


def main() -> int:
    """Command line; the exit code is 1 with a reason when it could not be done."""
    parser = argparse.ArgumentParser(prog="make telegram", description=__doc__,
                                     formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("command", choices=_COMMANDS)
    for number in (signal.SIGINT, signal.SIGTERM):  # also where the shell has told us to ignore them
        signal.signal(number, signal.default_int_handler)
    try:
        print(asyncio.run(_run(parser.parse_args().command)))
    except KeyboardInterrupt:
        return 0
    except InvalidToken:
        print("Telegram does not know this TELEGRAM_BOT_TOKEN.")
        return 1
    except (WrongSetting, TelegramError) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
