"""What the newsroom's operations work on while Schemathesis tries them: for each operation articles, accounts and tokens at the
stage at which it can succeed, so that no operation takes away what another one needs."""

import json
import urllib.request
import uuid

MERGE_PATCH = "application/merge-patch+json"
LATER = "2126-03-16T06:00:00+08:00"
# How many of each.
EACH = 10


class Newsroom:
    """Makes things by the API, as a caller would."""

    def __init__(self, base, admin, chief):
        self.base, self.admin, self.chief = base, admin, chief

    def send(self, token, method, path, body=None, media_type="application/json"):
        headers = {"Authorization": f"Bearer {token}", "If-Match": "*", "Content-Type": media_type}
        data = None if body is None else json.dumps(body).encode()
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
        return pools
