"""Files and uploads of the practice service."""

from __future__ import annotations

import time

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from curator.tuning.practice.examples import read_training_file
from curator.tuning.practice.refusals import Refusal, invalid_payload, not_found
from curator.tuning.practice.site import Site, json_body, page_of
from curator.tuning.practice.state import StoredFile, StoredUpload, new_id
from curator.tuning.practice.wire import file_object, listing, upload_object

_PURPOSES = ("assistants", "batch", "fine-tune", "evals")
_LARGEST = 512 * 1024 * 1024
_PART_LARGEST = 64 * 1024 * 1024
_MOST_FILES = 100


class Files:
    """The operations on files. `dated` in each is whether the request came by the dated route."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._state = site.state

    async def create(self, request: Request, dated: bool) -> Response:
        """Take a file sent whole."""
        async with request.form(max_part_size=_LARGEST) as form:
            sent = form.get("file")
            if not isinstance(sent, UploadFile):
                raise invalid_payload("The file field is required.")
            purpose = _purpose(form)
            data = await sent.read()
            expires = _expiry(form)
            name = sent.filename or ""
        _check_name(name)
        if len(data) > _LARGEST:
            raise Refusal(413, "RequestEntityTooLarge", "The file is larger than 512 MB.")
        file = await run_in_threadpool(self.store, name, purpose, data, expires)
        wire = file_object(file, time.time(), self._state.pace)
        if dated:
            return JSONResponse(wire, status_code=201, headers={"Location": f"{request.url.path}/{file.id}"})
        return JSONResponse(wire)

    def store(self, name: str, purpose: str, data: bytes, expires_at: int | None = None) -> StoredFile:
        """Keep a file and look at it as the service's validation would."""
        self._check_room()
        refusal = read_training_file(data).refusal if purpose == "fine-tune" else None
        fault = self._state.faults.take("upload", "reject-file") if purpose == "fine-tune" else None
        if fault is not None:
            refusal = fault.words
        file = StoredFile(new_id("file"), name, purpose, len(data), time.time(), refusal, expires_at)
        with self._state.lock:
            self._state.contents.put(file.id, data)
            self._state.files[file.id] = file
            self._state.save(file)
        return file

    def _check_room(self) -> None:
        kept = [file for file in self._state.files.values() if file.purpose == "fine-tune"]
        if len(kept) >= _MOST_FILES:
            raise Refusal(400, "quotaExceeded", f"The resource holds {len(kept)} files, and no more are allowed.")

    async def list(self, request: Request, dated: bool) -> Response:
        """All files, newest first."""
        now = time.time()
        purpose = request.query_params.get("purpose")
        with self._state.lock:
            files = sorted(self._state.files.values(), key=lambda file: file.created_at, reverse=True)
            items = [file_object(file, now, self._state.pace) for file in files if purpose in (None, file.purpose)]
        page, more = page_of(items, request, 10000)
        return JSONResponse(listing(page, None if dated else more))

    async def get(self, request: Request, dated: bool) -> Response:
        """One file."""
        return JSONResponse(file_object(self._file(request), time.time(), self._state.pace))

    async def content(self, request: Request, dated: bool) -> Response:
        """A file's bytes."""
        file = self._file(request)
        return Response(self._state.contents.get(file.id), media_type="application/octet-stream")

    async def delete(self, request: Request, dated: bool) -> Response:
        """Remove a file; jobs that used it keep what they learnt."""
        file = self._file(request)
        self._state.forget(file)
        self._state.contents.drop(file.id)
        return JSONResponse({"id": file.id, "object": "file", "deleted": True})

    def _file(self, request: Request) -> StoredFile:
        file = self._state.files.get(request.path_params["file_id"])
        if file is None:
            raise not_found()
        return file

    async def start_upload(self, request: Request, dated: bool) -> Response:
        """Begin an upload in parts."""
        body = await json_body(request)
        name, purpose, size = body.get("filename"), body.get("purpose"), body.get("bytes")
        if purpose not in _PURPOSES:
            raise invalid_payload("Invalid value for purpose.")
        if not isinstance(name, str) or not isinstance(size, int):
            raise invalid_payload("The filename and bytes fields are required.")
        _check_name(name)
        upload = StoredUpload(new_id("upload"), name, purpose, size, time.time())
        self._state.uploads[upload.id] = upload
        self._state.save(upload)
        return JSONResponse(upload_object(upload, None))

    async def add_part(self, request: Request, dated: bool) -> Response:
        """Take one part."""
        upload = self._upload(request, "pending")
        async with request.form(max_part_size=_PART_LARGEST) as form:
            sent = form.get("data")
            if not isinstance(sent, UploadFile):
                raise invalid_payload("The data field is required.")
            data = await sent.read()
        part = new_id("part")
        with self._state.lock:
            self._state.contents.put(part, data)
            upload.parts[part] = len(data)
            self._state.save(upload)
        return JSONResponse(
            {"id": part, "object": "upload.part", "created_at": int(time.time()), "upload_id": upload.id}
        )

    async def complete_upload(self, request: Request, dated: bool) -> Response:
        """Put the parts together, in the order the request gives."""
        upload = self._upload(request, "pending")
        parts = (await json_body(request)).get("part_ids")
        if not isinstance(parts, list) or not set(parts) <= set(upload.parts):
            raise invalid_payload("The part_ids field must name parts of this upload.")
        data = b"".join(self._state.contents.get(part) for part in parts)
        if len(data) != upload.bytes:
            raise invalid_payload(f"The upload has {len(data)} bytes, but {upload.bytes} were announced.")
        file = await run_in_threadpool(self.store, upload.filename, upload.purpose, data)
        self._end_upload(upload, "completed", file.id)
        return JSONResponse(upload_object(upload, file_object(file, time.time(), self._state.pace)))

    async def cancel_upload(self, request: Request, dated: bool) -> Response:
        """Give an upload up; its parts are forgotten."""
        upload = self._upload(request, "pending")
        self._end_upload(upload, "cancelled", None)
        return JSONResponse(upload_object(upload, None))

    def _end_upload(self, upload: StoredUpload, status: str, file_id: str | None) -> None:
        with self._state.lock:
            upload.status, upload.file = status, file_id
            for part in upload.parts:
                self._state.contents.drop(part)
            self._state.save(upload)

    def _upload(self, request: Request, status: str) -> StoredUpload:
        upload = self._state.uploads.get(request.path_params["upload_id"])
        if upload is None:
            raise not_found()
        if upload.status != status:
            raise invalid_payload(f"The upload is {upload.status}.")
        return upload


def _purpose(form: FormData) -> str:
    purpose = form.get("purpose")
    if not isinstance(purpose, str) or purpose not in _PURPOSES:
        raise invalid_payload("Invalid value for purpose.")
    return purpose


def _check_name(name: str) -> None:
    if not name.endswith(".jsonl"):
        raise invalid_payload("fileName contains an invalid filename: wrong suffix.")


def _expiry(form: FormData) -> int | None:
    seconds = form.get("expires_after[seconds]") or form.get("expires_after.seconds")
    if seconds is None:
        return None
    if not isinstance(seconds, str) or not seconds.isdigit() or not 1_209_600 <= int(seconds) <= 2_592_000:
        raise invalid_payload("expires_after.seconds must be between 1209600 and 2592000.")
    return int(time.time()) + int(seconds)
