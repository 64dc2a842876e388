"""The refusals people meet, one row each: how to recognise it, why it happens, and what helps.

The service's texts are those reported for Azure OpenAI between 2023 and 2026. The first row that fits wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TITLES = {
    "upload": "The file was not uploaded.",
    "wait-file": "The file was not accepted.",
    "create-job": "The job was not started.",
    "follow": "The job could not be asked about.",
    "job": "The job has failed.",
    "cancel-job": "The job was not cancelled.",
    "pause-job": "The job was not paused.",
    "resume-job": "The job was not resumed.",
    "results": "The results could not be read.",
    "list": "The service could not be asked.",
    "jobs": "The jobs could not be listed.",
    "models": "The models could not be listed.",
    "deploy": "The model was not deployed.",
    "wait-deployment": "The deployment does not answer.",
    "undeploy": "The deployment was not removed.",
    "deployments": "The deployments could not be listed.",
    "chat": "There is no answer.",
    "token": "There is no way in.",
}

_ONLY_FILES = "Nothing was charged. No job was started."
_FILES_STAY = "Nothing was charged. Both files are uploaded and will be used again."
_KNOWN_STAYS = "What was known of the job is kept; asking changes nothing about it."
CONSEQUENCES = {
    "upload": _ONLY_FILES,
    "upload unsure": "Nothing was charged. Whether the file arrived is looked up before it is sent again.",
    "wait-file": _ONLY_FILES,
    "create-job": _FILES_STAY,
    "create-job unsure": "The job may have been started. It is looked for before anything is sent again, so that there "
    "are never two.",
    "follow": _KNOWN_STAYS,
    "cancel-job unsure": "Whether the job was cancelled shows when it is next asked about.",
    "pause-job unsure": "Whether the job was paused shows when it is next asked about.",
    "resume-job unsure": "Whether the job was resumed shows when it is next asked about.",
    "results": "The job is done and its model is kept.",
    "deploy": "The model is kept and costs nothing until it is deployed.",
    "deploy unsure": "Whether it was made shows when the deployments are next listed; a deployment costs from then on.",
    "wait-deployment": "The deployment {deployment} stands and may cost by the hour. Take it away with: "
    "curator undeploy {deployment} --profile {profile}",
    "undeploy": "The deployment still exists and may cost by the hour.",
    "chat": "The conversation is kept.",
}


@dataclass(frozen=True)
class Row:
    """One refusal.

    Attributes:
        explanation: Why it happens, in our words; may name {profile}, {training_type} and the other values.
        hint: What helps.
        consequence: What it means for money and files, where it is not the usual of the operation.
        operations: What was being done; empty for anything.
        kind: The failure's kind; empty for any.
        statuses: HTTP statuses; empty for any.
        code: Pattern of the service's code, whole; None for any.
        words: Pattern somewhere in the service's words, whatever the case; None for any.
    """

    explanation: str
    hint: str
    consequence: str = ""
    operations: tuple[str, ...] = ()
    kind: str = ""
    statuses: tuple[int, ...] = ()
    code: str | None = None
    words: str | None = None

    def fits(self, operation: str, kind: str, status: int | None, code: str | None, words: str) -> bool:
        """Whether this row describes the refusal."""
        return (
            (not self.operations or operation in self.operations)
            and (not self.kind or kind == self.kind)
            and (not self.statuses or status in self.statuses)
            and (self.code is None or re.fullmatch(self.code, code or "", re.IGNORECASE) is not None)
            and (self.words is None or re.search(self.words, words, re.IGNORECASE) is not None)
        )


_JOB_ROWS = (
    Row(
        "The service has not finished reading the uploaded file.",
        "Wait until both files are processed, then start again.",
        operations=("create-job",),
        words="must point to a completed file import",
    ),
    Row(
        'The service does not know the training type "{training_type}".',
        'Set training_type = "developerTier" or "GlobalStandard" in profile {profile}. Spellings differ by region and '
        "version.",
        operations=("create-job",),
        words="fineTuningJob field is required",
    ),
    Row(
        'This resource cannot train {model} with the training type "{training_type}".',
        "Check the model's version, the region and the training type: Standard training is offered in few regions, and "
        "retired models can be trained by earlier customers only. GlobalStandard is offered in most regions.",
        operations=("create-job",),
        words="base model does not support fine-?tuning",
    ),
    Row(
        "The responsible-AI check of the training data found harmful content.",
        "Look at the records the finding is about, drop or change them, and send again. Much personal data can set the "
        "check off too.",
        "Nothing was charged: data checks come before training.",
        operations=("job",),
        words="failed RAI checks",
    ),
    Row(
        "The trained model was checked for harm and may not be deployed.",
        "Review the training data for the named kinds of harm, and train again.",
        "The training was done; whether it is charged stands in the job's events and on the bill.",
        operations=("job",),
        words="unable to be deployed",
    ),
    Row(
        "The records are made for another method of training than the job was started with.",
        "Send them again with the method that reads them: --method dpo for preferences, --method supervised for "
        "conversations. Without --method curator takes the one that the records ask for.",
        "Nothing was charged: data are checked before training.",
        operations=("job",),
        words="invalid schema for method",
    ),
    Row(
        "The training data are not what this model and method take.",
        "Look at the lines the service names, mend them, and send again.",
        "Nothing was charged: data are checked before training.",
        operations=("job", "wait-file"),
        words="(invalid|expected) (file )?(format|schema)|validation of jsonl|json line|must have at least|example\\(s",
    ),
    Row(
        "The service ended the job.",
        "Read its words. If they name no cause in the data, start the job again.",
        "Work done until then may be charged; queueing and checks are free.",
        operations=("job",),
    ),
)

_UPLOAD_ROWS = (
    Row(
        "The service does not take files for this purpose at this address.",
        "Check that the endpoint of profile {profile} is an Azure OpenAI resource with fine-tuning.",
        operations=("upload",),
        words="Invalid value for purpose",
    ),
    Row(
        "The service only takes names that end in .jsonl.",
        "Rename the file so that it ends in .jsonl.",
        operations=("upload",),
        words="invalid filename|wrong suffix",
    ),
    Row(
        "The file is too large for the service.",
        "A file may have 512 MB. Write a smaller set.",
        operations=("upload",),
        statuses=(413,),
    ),
    Row(
        "The resource is full: it holds as many files, or as many bytes, as it may.",
        "Delete old files at the service (it keeps at most 100 files and 1 GB for fine-tuning).",
        operations=("upload",),
        kind="refused",
        words="quota|no more are allowed|too many files",
    ),
    Row(
        "The service has read the file and refuses it.",
        "Mend what it names, and send the file again.",
        operations=("wait-file",),
    ),
)

_CHAT_ROWS = (
    Row(
        "The deployment {deployment} does not exist, or is not ready yet.",
        "After a deployment says Succeeded it can take five minutes until it answers. If it is older, look whether it "
        "was removed: developer deployments live for 24 hours, unused ones for 15 days.",
        operations=("chat", "wait-deployment"),
        code="DeploymentNotFound",
    ),
    Row(
        "The deployment {deployment} is there and does not work.",
        "Wait five minutes. If it stays so, remove it and deploy again.",
        operations=("chat", "wait-deployment"),
        code="DeploymentNotReady",
    ),
    Row(
        "The content filter did not let the prompt through: {categories}.",
        "Say it in other words. What the filter lets through is set for the deployment at the service.",
        "The prompt was not answered and stays in the conversation.",
        operations=("chat",),
        code="content_filter",
    ),
    Row(
        "The deployment's model does not do this kind of conversation.",
        "Choose a deployment of a chat model.",
        operations=("chat", "wait-deployment"),
        code="OperationNotSupported",
    ),
    Row(
        "The address and the API version do not fit together.",
        "The v1 route takes no api-version. Write the endpoint of profile {profile} without /openai and query.",
        statuses=(400,),
        words="api-version.*not allowed",
    ),
    Row(
        "The conversation is longer than the model can take.",
        "Begin a new conversation, or leave earlier turns out.",
        operations=("chat",),
        words="maximum context length|context_length_exceeded",
    ),
    Row(
        "The service broke off in the middle of the answer.",
        "Ask again.",
        operations=("chat",),
        kind="broken",
        words=".",
    ),
)

_CONTROL = ("deploy", "undeploy", "deployments", "wait-deployment")
_CONTROL_ROWS = (
    Row(
        "The service cannot deploy this model here.",
        "Check name, version, region and SKU: a fine-tuned model is deployed in the region it was trained in, and some "
        "models only as GlobalStandard. Base models are named as in gpt-4.1-mini.",
        "Nothing was deployed, and nothing costs.",
        operations=_CONTROL,
        code="DeploymentModelNotSupported",
    ),
    Row(
        "The subscription's quota for this model is used up.",
        "Ask for less capacity, remove another deployment (its quota is free after 15 to 20 seconds), or ask for more "
        "quota at the service.",
        operations=_CONTROL,
        code="InsufficientQuota|QuotaExceeded",
    ),
    Row(
        "The region has no room for this model now.",
        "Try again later, with less capacity, or with another SKU.",
        operations=_CONTROL,
        code="ModelCapacityExceeded",
    ),
    Row(
        "Something else is being done to this deployment.",
        "Wait until that is finished (15 to 20 seconds after a removal), then try again.",
        operations=_CONTROL,
        statuses=(409,),
    ),
    Row(
        "The sign-in does not hold any more, or is for something else.",
        'Sign in again with "az login": tokens end after about 60 minutes. A resource\'s key does not open the control '
        "plane; deploying needs a token for {scope}.",
        operations=_CONTROL,
        statuses=(401,),
    ),
    Row(
        "Whoever is signed in may not deploy here.",
        "Deploying needs the role Foundry Owner, or the right Microsoft.CognitiveServices/accounts/deployments/write. "
        'If the sign-in is older than 60 minutes, sign in again with "az login".',
        operations=_CONTROL,
        statuses=(403,),
    ),
    Row(
        "The control plane does not find the resource.",
        "Check subscription, resource_group and account in profile {profile}.",
        operations=_CONTROL,
        statuses=(404,),
    ),
    Row(
        "The control plane failed. It also does so when a model's format and its name do not fit together.",
        "Try again; if it stays so, look at the model's format (OpenAI for models tuned from OpenAI's).",
        operations=_CONTROL,
        statuses=(500,),
    ),
    Row(
        "The SKU is not one the service knows here.",
        "Set sku in profile {profile} to Standard, GlobalStandard, DataZoneStandard or DeveloperTier.",
        operations=_CONTROL,
        words="sku",
    ),
)

_COMMON_ROWS = (
    Row(
        "The service asks to wait {wait} seconds before it is asked again.",
        "Wait, then try again. A higher limit is set at the deployment (capacity) or asked for at the service.",
        kind="limited",
    ),
    Row(
        "The key or token does not fit this address.",
        "Check that key and endpoint of profile {profile} belong to the same resource and region. With Entra, try the "
        'other token_scope: "https://ai.azure.com/.default" or "https://cognitiveservices.azure.com/.default".',
        statuses=(401,),
    ),
    Row(
        "No token could be had.",
        'Sign in with "az login", or set authentication = "key" in profile {profile}.',
        kind="unsigned",
    ),
    Row(
        "The service has blocked the resource for a time, or does not let this network in.",
        "Look at the resource's network rules and at messages from the service about abuse.",
        statuses=(403,),
        words="blocked|network|firewall|virtual network",
    ),
    Row(
        "Whoever is signed in may not do this.",
        "Training needs the role Foundry User or Cognitive Services OpenAI Contributor on the resource.",
        statuses=(403,),
    ),
    Row(
        "The service does not know this path or this id.",
        "Check the endpoint of profile {profile}; the file or job may have been deleted, or be on another resource.",
        statuses=(404,),
    ),
    Row(
        "The service does not take so many headers of one's own.",
        "Take headers out that a proxy or a wrapper adds: more than ten are refused.",
        statuses=(431,),
    ),
    Row(
        "Nothing answers at {endpoint}.",
        "Look at the network, at the endpoint of profile {profile}, and whether the service is up; then try again.",
        kind="unreachable",
        code="ConnectError|ConnectionRefusedError|gaierror|ConnectTimeout",
    ),
    Row(
        "No answer came in time.",
        "Try again. If it happens often, set a longer timeout in profile {profile}.",
        kind="unreachable",
        code="timeout|ReadTimeout|WriteTimeout|PoolTimeout",
    ),
    Row(
        "The connection broke before the answer was complete.",
        "Try again.",
        kind="unreachable",
    ),
    Row(
        "The service has a fault of its own ({status}).",
        "Try again in a minute. If it stays so, give the request id to its support.",
        kind="broken",
    ),
)

_OTHER_KEY = (
    "The practice service was started anew and has another key.",
    'Take the key that "curator practice" printed: type its lines here, and open curator again. With a '
    "CURATOR_PRACTICE_KEY of your own, set before both are started, the key stays.",
)
PRACTICE_ROWS = (
    Row(*_OTHER_KEY, statuses=(401,), code="401"),
    Row(*_OTHER_KEY, words="no managed identity"),
)
"""What the practice service alone refuses, looked at first where it is the practice service."""

ROWS = (*_JOB_ROWS, *_UPLOAD_ROWS, *_CHAT_ROWS, *_CONTROL_ROWS, *_COMMON_ROWS)
