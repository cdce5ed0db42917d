"""What has to be done later: jobs that people wait for, things that leave, and what falls due."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bothways.core.crypto import EncryptedJson, EncryptedText
from bothways.core.datamap import Keep, Level, data_map
from bothways.core.ids import RandomIdField


class JobState(models.TextChoices):
    """From asked for to over."""

    QUEUED = "queued", "Waiting to start"
    RUNNING = "running", "Working"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"
    FAILED = "failed", "Did not finish"


@data_map(
    purpose="To show people how far their long work is, and to finish it after a crash.",
    keep=Keep("its result has been fetched by then", days=30, after="created_at"),
    levels={
        Level.WORKING: "id kind title person_id payload state done total note result error stop_asked attempts worker"
        " lease_until created_at started_at ended_at"
    },
)
class Job(models.Model):
    """One piece of long work. ``payload`` and ``result`` hold ids and counts, never what a person typed."""

    id = RandomIdField()
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    person_id = models.CharField(max_length=40, blank=True, db_index=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=500, blank=True)
    stop_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "lease_until"], name="job_waiting")]

    def __str__(self) -> str:
        return self.title

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {JobState.DONE, JobState.STOPPED, JobState.FAILED}


class SendState(models.TextChoices):
    """``committing`` is set just before the last word to the mail server: only there can a crash leave doubt."""

    QUEUED = "queued", "Waiting to go"
    SENDING = "sending", "Going"
    COMMITTING = "committing", "At the mail server"
    SENT = "sent", "Gone"
    IN_DOUBT = "in_doubt", "May or may not have arrived"
    FAILED = "failed", "Could not be delivered"
    CANCELLED = "cancelled", "Called off"


@data_map(
    purpose="To send each message once, and to say honestly what became of it.",
    keep=(
        Keep(
            "a month answers ‘did you get it?’; the count stays",
            days=30,
            after="created_at",
            blank={"recipient": "", "context": None, "error": ""},
        ),
        Keep("as long as the audit trail", days=730, after="created_at"),
    ),
    levels={
        Level.WORKING: "id kind campaign state attempts worker lease_until not_before error created_at sent_at"
        " about_id",
        Level.SENSITIVE: "recipient context recipient_index",
    },
)
class OutboxRow(models.Model):
    """One message to one address, written in the same transaction as its cause."""

    id = RandomIdField()
    kind = models.CharField(max_length=60)
    campaign = models.CharField(max_length=80)
    recipient = EncryptedText(blank=True)
    recipient_index = models.CharField(max_length=32)
    context = EncryptedJson(null=True, blank=True)
    about_id = models.CharField(max_length=40, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=SendState.choices, default=SendState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "recipient_index"], name="outbox_once")]
        indexes: ClassVar = [models.Index(fields=["state", "not_before"], name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


@data_map(
    purpose="To do each timed piece of work once, whichever worker gets there first.",
    keep=Keep("a month shows whether the timetable was kept", days=30, after="due_at"),
    levels={Level.WORKING: "id name due_at claimed_at ended_at ok note"},
)
class Slot(models.Model):
    """One turn of one timed piece of work. The unique pair is what makes it happen once."""

    id = RandomIdField()
    name = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ok = models.BooleanField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "due_at"], name="slot_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%F %T}"
