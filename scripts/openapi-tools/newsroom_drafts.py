"""What the newsroom's operations work on while Schemathesis tries them: for each operation articles, accounts and tokens at the
stage at which it can succeed, so that no operation takes away what another one needs."""

import json
import os
import struct
import urllib.request
import uuid
import zlib

MERGE_PATCH = "application/merge-patch+json"
LATER = "2126-03-16T06:00:00+08:00"
# How many of each.
EACH = 10
# What articles name, in one and in many.
KINDS = {
    "channel": "channels",
    "collection": "collections",
    "column": "columns",
    "person": "people",
    "source": "sources",
    "tag": "tags",
}


def new_picture():
    """A picture (PNG) that nobody has uploaded: 4 by 4 pixels of any colours."""
    rows = b"".join(b"\x00" + os.urandom(4 * 3) for _ in range(4))
    parts = (b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    chunks = (struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


class Newsroom:
    """Makes things by the API, as a caller would."""

    def __init__(self, base, admin, chief):
        self.base, self.admin, self.chief = base, admin, chief

    def send(self, token, method, path, body=None, media_type="application/json"):
        headers = {"Authorization": f"Bearer {token}", "If-Match": "*", "Content-Type": media_type}
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base}/v1/editorial/{path}", data, headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def article(self, *steps):
        """An article that has taken some steps."""
        body = {"title": "清河大桥通车", "body": {"format": "text", "value": "清河大桥昨日通车。"}}
        made = self.send(self.chief, "POST", "articles", body)["id"]
        for step, sent in steps:
            if step == "change":
                self.send(self.chief, "PATCH", f"articles/{made}", sent, MERGE_PATCH)
            else:
                self.send(self.chief, "POST", f"articles/{made}/{step}", sent)
        return made

    def account(self):
        name = f"reporter-{uuid.uuid4().hex}"
        return self.send(self.admin, "POST", "accounts", {"name": name, "display_name": name, "role": "reporter"})["id"]

    def token(self):
        return self.send(self.admin, "POST", "tokens", {"name": "another", "role": "reader"})["token"]["id"]

    def named(self, plural, number):
        """A thing that articles name."""
        name = f"{plural}-{uuid.uuid4().hex}"
        body = {"slug": name, "name": name}
        if plural == "channels":
            body |= {"position": number}
        if plural == "columns":
            body |= {"status": "open"}
        if plural == "tags":
            body |= {"scheme": "topic"}
        return self.send(self.chief, "POST", plural, body)["slug"]

    def filled_collection(self, number):
        """A collection that holds an article, named with it."""
        name, article = self.named("collections", number), self.article()
        self.send(self.chief, "PUT", f"collections/{name}/items/{article}", {})
        return name, article

    def picture(self):
        """A picture that no article shows, and that is not there yet."""
        return self.send(self.chief, "POST", "media", new_picture(), "image/png")["id"]

    def pools(self):
        """The ids for each operation. The site asks for no review, since machines may not sign one."""
        submitted = ("submit", {})
        published = (submitted, ("publish", {}))
        steps = {
            "submit_article": (),
            "return_article": (submitted,),
            "approve_article": (submitted,),
            "publish_article": (submitted,),
            "cancel_schedule": (submitted, ("publish", {"at": LATER})),
            "correct_article": (*published, ("change", {"title": "清河新桥通车"}), submitted),
            "unpublish_article": published,
            "withdraw_article": published,
            "get_review_record": published,
        }
        drafts = ["get_editorial_article", "update_article", "delete_article", "list_revisions", "get_revision", "restore_revision"]
        pools = {operation: [self.article() for _ in range(EACH)] for operation in drafts}
        pools |= {operation: [self.article(*taken) for _ in range(EACH)] for operation, taken in steps.items()}
        for operation in ("get_account", "update_account", "replace_account_password"):
            pools[operation] = [self.account() for _ in range(EACH)]
        for operation in ("get_api_token", "revoke_api_token"):
            pools[operation] = [self.token() for _ in range(EACH)]
        for operation in ("get_media", "update_media", "delete_media"):
            pools[operation] = [self.picture() for _ in range(EACH)]
        for kind, plural in KINDS.items():
            for operation in ("get_editorial", "update", "delete", "merge"):
                pools[f"{operation}_{kind}"] = [self.named(plural, number) for number in range(EACH)]
        for operation in ("replace_collection_items", "place_collection_item"):
            pools[operation] = [self.named("collections", number) for number in range(EACH)]
        pools["delete_collection_item"] = [self.filled_collection(number) for number in range(EACH)]
        for operation in ("get_source_authorisations", "replace_source_authorisations"):
            pools[operation] = [self.named("sources", number) for number in range(EACH)]
        return pools
