"""What Telegram's updates mean: words of a person, a press, a tick, or nothing that concerns us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from telegram import CallbackQuery, Chat, ChatMember, Message, MessageEntity, Update
from telegram.ext import filters

from server.channels.messenger.incoming import Incoming
from server.channels.messenger.words import words


@dataclass(frozen=True)
class TelegramMessage:
    """Something to answer in a chat; ``topic`` is the thread of a group, ``album`` the id under which the other
    pictures beside these words come."""

    incoming: Incoming
    chat: int
    topic: int | None = None
    album: str | None = None


def read_update(update: Update, bot_id: int, bot_name: str) -> TelegramMessage | None:
    """What to answer; None for what is nothing said to us. Presses are :func:`read_press`'s."""
    if update.my_chat_member:
        return _added(update)
    message = _message(update)
    if message is None or (message.from_user and message.from_user.id == bot_id):
        return None
    if message.chat.type != Chat.PRIVATE:
        return _among_others(update, message, bot_id, bot_name)
    return _in_private(update, message)


def in_group(update: Update) -> bool:
    """Whether others read along, so that the bot's name decides whether it is meant."""
    message = _message(update)
    return bool(message and message.chat.type != Chat.PRIVATE)


def _message(update: Update) -> Message | None:
    """What somebody wrote to us; not what a shop's customer wrote to the shop, which is an update as well."""
    return update.message or update.edited_message or update.channel_post or update.edited_channel_post


def _in_private(update: Update, message: Message) -> TelegramMessage | None:
    person, text = str(message.chat.id), str(message.text or message.caption or "")
    if update.edited_message:
        if not text:
            return None  # a place that moves is an edit as well
        return TelegramMessage(Incoming(str(update.update_id), person, text, aside="edited"), message.chat.id)
    if message.text:
        return TelegramMessage(Incoming(str(update.update_id), person, _command(text)), message.chat.id)
    if filters.StatusUpdate.ALL.check_update(update):
        return None
    if text:
        incoming = Incoming(str(update.update_id), person, text, note="words_only")
        return TelegramMessage(incoming, message.chat.id, album=_album(message))
    incoming = Incoming(_album(message) or str(update.update_id), person, aside="only_words")
    return TelegramMessage(incoming, message.chat.id)


def _album(message: Message) -> str | None:
    """The pictures of an album come one by one; one answer is enough."""
    return f"album/{message.media_group_id}" if message.media_group_id else None


def _command(text: str) -> str:
    """What a command of the menu says; other words as they are."""
    name = text.split(maxsplit=1)[0].partition("@")[0].removeprefix("/").lower() if text.startswith("/") else ""
    says: Mapping[str, str] = {command["command"]: command["says"] for command in words()["commands"]}
    return says.get(name, text)


def _among_others(update: Update, message: Message, bot_id: int, bot_name: str) -> TelegramMessage | None:
    """A group or channel: only who speaks to the bot is invited."""
    if update.edited_message or update.edited_channel_post or not _is_meant(message, bot_id, bot_name):
        return None
    incoming = Incoming(str(update.update_id), f"group/{message.chat.id}", message.text or message.caption or "",
                        aside="invitation", in_private=False)
    topic = message.message_thread_id if message.is_topic_message else None
    return TelegramMessage(incoming, message.chat.id, topic)


def _is_meant(message: Message, bot_id: int, bot_name: str) -> bool:
    named = {**message.parse_entities(), **message.parse_caption_entities()}
    name = f"@{bot_name}".lower()
    if any((entity.type == MessageEntity.MENTION and text.lower() == name)
           or (entity.type == MessageEntity.BOT_COMMAND and text.lower().partition("@")[2] in ("", bot_name.lower()))
           for entity, text in named.items()):
        return True
    answers = message.reply_to_message
    return bool(answers and answers.from_user and answers.from_user.id == bot_id)


def _added(update: Update) -> TelegramMessage | None:
    """The bot was put into a group. Being blocked or taken out needs no answer, and could get none."""
    change = update.my_chat_member
    outside = (ChatMember.LEFT, ChatMember.BANNED)
    if (change is None or change.chat.type not in (Chat.GROUP, Chat.SUPERGROUP)
            or change.old_chat_member.status not in outside or change.new_chat_member.status in outside):
        return None
    incoming = Incoming(str(update.update_id), f"group/{change.chat.id}", aside="invitation", in_private=False)
    return TelegramMessage(incoming, change.chat.id)


def read_press(query: CallbackQuery) -> TelegramMessage | None:
    """A press on a button of ours in a private chat; the second half of a double press has the same id."""
    message = query.message
    if message is None or message.chat.type != Chat.PRIVATE or not query.data:
        return None
    id = f"press/{message.chat.id}/{message.message_id}/{query.data}"
    return TelegramMessage(Incoming(id, str(message.chat.id), query.data, pressed=True), message.chat.id)
