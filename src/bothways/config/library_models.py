"""Where the models that libraries bring stand on the data map."""

from __future__ import annotations

from bothways.core.datamap import Keep, Level, declare

_NEEDED = Keep("the machinery cannot work without it")
_WITH_THE_PERSON = Keep("goes with the name, a year after leaving", days=365, after="user__left_on")

declare(
    "contenttypes.ContentType",
    purpose="Names of our own tables.",
    keep=_NEEDED,
    levels={Level.PUBLIC: "id app_label model"},
)
declare(
    "auth.Permission",
    purpose="Stands empty: roles are a table in code.",
    keep=_NEEDED,
    levels={Level.PUBLIC: "id name content_type codename"},
)
declare(
    "auth.Group", purpose="Stands empty: roles are a table in code.", keep=_NEEDED, levels={Level.PUBLIC: "id name"}
)
declare("auth.Group_permissions", purpose="Stands empty.", keep=_NEEDED, levels={Level.PUBLIC: "id group permission"})
declare(
    "sessions.Session",
    purpose="To know who is signed in. Holds no roles.",
    keep=Keep("a session ends after twelve hours at most", days=1, after="expire_date"),
    levels={Level.SECRET: "session_key session_data expire_date"},
)
declare(
    "account.EmailAddress",
    purpose="The address that a person proved to be theirs.",
    keep=_WITH_THE_PERSON,
    levels={Level.WORKING: "id user email verified primary"},
)
declare(
    "account.EmailConfirmation",
    purpose="Stands empty: addresses are confirmed by code.",
    keep=Keep("a confirmation is stale after a day", days=1, after="created"),
    levels={Level.WORKING: "id email_address created sent", Level.SECRET: "key"},
)
declare(
    "mfa.Authenticator",
    purpose="A passkey, an authenticator app or recovery codes of a person.",
    keep=_WITH_THE_PERSON,
    levels={Level.WORKING: "id user type created_at last_used_at", Level.SECRET: "data"},
)
declare(
    "socialaccount.SocialApp",
    purpose="Stands empty: Google and Microsoft are set up in the settings.",
    keep=_NEEDED,
    levels={Level.PUBLIC: "id provider provider_id name", Level.SECRET: "client_id secret key settings"},
)
declare(
    "socialaccount.SocialAccount",
    purpose="That a person signs in with Google or Microsoft.",
    keep=_WITH_THE_PERSON,
    levels={Level.WORKING: "id user provider uid last_login date_joined extra_data"},
)
declare(
    "socialaccount.SocialToken",
    purpose="Stands empty: we ask those services for nothing after the sign-in.",
    keep=_NEEDED,
    levels={Level.SECRET: "id app account token token_secret expires_at"},
)
declare(
    "django_tasks_database.DBTaskResult",
    purpose="A wake-up for the worker. Holds ids of rows, never what is in them.",
    keep=Keep("a finished wake-up tells nothing", days=7, after="enqueued_at"),
    levels={
        Level.WORKING: "id status enqueued_at started_at finished_at args_kwargs priority task_path worker_ids"
        " queue_name backend_name run_after return_value exception_class_path traceback"
    },
)
