"""What Schemathesis cannot read from the document: which names there are, and what no schema can say.

Everything here is one of four things:

* `real_values`, `real_references`, `real_things`, `before_call`: half of the generated names are replaced by names of the sample articles, half
  of the tag filters by expressions of the grammar, most cursors by real ones, most ids by those of what the operation can work
  on, most entity tags by `*`, and of two parameters that exclude each other one is left out, so that requests get past these
  refusals and the rest of them is looked at.
* `NOT_IN_A_SCHEMA`: refusals of input whose form is right: the name does not exist, or two parameters do not go together.
  A 400 whose every error is one of these is no lie of the document. All other refusals of valid input are failures.
* `trimmed`: an answer to a request with `fields` lacks what was not asked for; the document says so by
  `x-trims-required`. It is held against its schema without `required`.
* `count`, `report`: how often each operation was answered how. An operation that never succeeded was not looked at.
"""

import atexit
import collections
import json
import os
import re
import urllib.request
import uuid
import zlib

import jsonschema_rs
import schemathesis
from newsroom_drafts import Newsroom, new_picture

BASE = os.environ["DIBAO_BASE"]
# What the newsroom's operations are asked for with: tokens of machines with the roles of an administrator and a chief.
ADMIN, CHIEF = os.environ["DIBAO_TOKENS"].split()
ADMINISTRATION = ("manage_accounts", "manage_tokens")

# Which list the names of a parameter come from.
NAMES = {
    "channel": "channels",
    "collection": "collections",
    "column": "columns",
    "source": "sources",
    "parent": "sources",
    "person": "people",
    "tag": "tags",
}

# Parameter or member, and code, of each refusal that depends on what exists or on another parameter.
NOT_IN_A_SCHEMA = {
    ("channel", "not_found"),
    ("collection", "not_found"),
    ("column", "not_found"),
    ("source", "not_found"),
    ("parent", "not_found"),
    ("person", "not_found"),
    ("tags", "not_found"),
    ("tags", "malformed"),  # a grammar with parentheses is no regular expression
    ("cursor", "malformed"),  # cursors are opaque
    ("cursor", "conflict"),  # and belong to a filter and sort
    ("external_id", "conflict"),  # not together with `ids`
    ("to", "out_of_range"),  # before `from`
    ("limit", "out_of_range"),  # at most 20 with bodies
    ("path", "missing"),  # one of `path` and `url`
    ("url", "conflict"),
    ("query", "out_of_range"),  # 8,192 bytes in all
    ("sort", "conflict"),  # relevance needs `q`
    ("exclude_same_source", "conflict"),  # needs a `source` in the body
    ("/column", "not_found"),
    ("/parent", "not_found"),
    ("/source", "not_found"),
    ("/tags", "not_found"),  # each by its number
    ("/scopes", "conflict"),  # a permission that the role does not have
    ("/password", "malformed"),  # one character over and over
    ("/old_password", "not_allowed"),  # a machine has no password
    ("/channel", "not_found"),
    ("/people", "not_found"),
    ("/at", "out_of_range"),  # a time that has passed
    ("/cover", "not_found"),  # a picture that nobody uploaded
    ("/media", "not_found"),
    ("/body", "not_found"),
    ("cover", "malformed"),  # neither `url` nor `id`
    ("/media", "malformed"),
    ("/body", "malformed"),
    ("/authorisations", "repeated"),  # by its list and day
    ("/authorisations", "out_of_range"),  # `valid_to` before `valid_from`
    ("/focal_x", "missing"),  # together with `focal_y`
    ("/into", "not_found"),
    ("/into", "conflict"),  # a tag of another vocabulary, or the thing itself
    ("/pinned", "not_allowed"),  # the article itself, and what was withdrawn
    ("/banned", "not_allowed"),
    ("/pinned", "not_found"),
    ("/banned", "not_found"),
    ("/items", "not_allowed"),  # what was withdrawn
    ("/items", "not_found"),  # articles, sections, and pictures of covers
    ("article", "repeated"),
    ("/section", "not_found"),
    ("/sections", "repeated"),  # by their ids
    ("/cover", "missing"),  # a patch of an object that is not there
    ("/ai_label", "missing"),
    ("id", "repeated"),  # two headings of one name
    ("href", "malformed"),  # which hosts and ports there are is no regular expression
    ("url", "malformed"),
}
# A key that came with another request.
REUSED = "idempotency_key_reused"

# The members of bodies that name things, and where these names come from.
REFERENCES = {"channel": "channels", "column": "columns", "source": "sources", "person": "people", "tags": "tags"}

# What is sent as text and read as a table.
TABLES = {
    "import_authorisations": "name,category,status,valid_from,valid_to\n云溪日报,地方新闻单位,listed,2021-10-20,\n",
    "import_vocabulary": "code,name\n01,政治\n02,经济\n",
}

# What cannot succeed here: a review is signed by people, and a machine knows neither passwords nor refresh tokens.
# Nor does it know a preview's token, or the name of a picture that nobody uploaded.
FOR_PEOPLE = {"approve_article", "get_media_file", "get_preview", "return_article", "issue_token", "refresh_token", "replace_own_password"}


def get(path):
    with urllib.request.urlopen(BASE + path) as answer:
        return json.load(answer)


def things(plural):
    found, cursor = [], ""
    while cursor is not None:
        page = get(f"/v1/{plural}" + ("" if plural == "channels" else f"?limit=100{cursor}"))
        found += page["items"]
        cursor = page.get("next_cursor") and f"&cursor={page['next_cursor']}"
    return found


THINGS = {plural: things(plural) for plural in {*NAMES.values()}}
KNOWN = {parameter: [item["slug"] for item in THINGS[plural]] for parameter, plural in NAMES.items()}
POOLS = Newsroom(BASE, ADMIN, CHIEF).pools()
ARTICLES = [item["id"] for item in get("/v1/articles?limit=100&fields=id")["items"]]
EXTERNAL = [item["external_id"] for item in get("/v1/articles?limit=100&fields=external_id")["items"] if item["external_id"]]
HEAD = get("/v1/site")["seq"]
LISTS = ["articles", "columns", "people", "sources", "tags"]
CURSORS = {f"/v1/{plural}": get(f"/v1/{plural}?limit=1")["next_cursor"] for plural in LISTS}
UNFILTERED = {"limit", "total", "fields", "include", "min_seq", "cursor"}
EXISTING = {**KNOWN, "id": ARTICLES, "ids": ARTICLES, "external_id": EXTERNAL}
TAG_FILTERS = [
    form.format(*(KNOWN["tag"] * 3)[start:])
    for start in range(len(KNOWN["tag"]))
    for form in ("{}", "{},{}", "{};-{}", "-({};{}),{}", "(({},{});{})")
]


def chosen(values, seed):
    """One of the values, the same for the same seed."""
    return values[zlib.crc32(repr(seed).encode()) % len(values)]


def real_values(parameters):
    """Puts names that exist in place of half of those that were made up."""
    for name, value in list((parameters or {}).items()):
        if zlib.crc32(repr((name, value)).encode()) % 2:
            continue
        if name == "tags":
            parameters[name] = chosen(TAG_FILTERS, value)
        elif isinstance(value, list):
            parameters[name] = [known(name, one) for one in value]
        elif isinstance(value, str):
            parameters[name] = ",".join(known(name, one) for one in value.split(","))


def real_subject(case):
    """Puts something that the operation can work on in place of most of what was made up."""
    subjects, named = POOLS.get(operation_id(case)), case.path_parameters or {}
    if "article" in named:
        named["article"] = chosen(ARTICLES, named["article"])
    if subjects:
        first = next(name for name in case.operation.path.replace("}", "{").split("{") if name in named)
        subject = chosen(subjects, (named[first], case.body))
        if isinstance(subject, tuple):
            named[first], named["article"] = subject
        else:
            named[first] = subject
    if "number" in named and zlib.crc32(repr(named).encode()) % 4:
        named["number"] = 1


def real_content(case):
    """Puts pictures and tables in place of texts that are neither, and what is there in place of what was made up to merge with."""
    operation, body = operation_id(case), case.body
    if operation in TABLES:
        case.body = TABLES[operation]
    elif operation == "upload_media":
        if case.media_type == "multipart/form-data":
            body["file"] = new_picture()
        else:
            case.body = new_picture()
    elif isinstance(body, dict) and operation.startswith("merge_"):
        case.body = {**body, "into": chosen(KNOWN[operation.removeprefix("merge_")], body)}
    elif operation == "replace_related_choices" and isinstance(body, dict):
        there = {name: ARTICLES[place::2] for place, name in enumerate(body)}
        case.body = {name: there[name][: len(ids)] if isinstance(ids, list) else ids for name, ids in body.items()}
    elif operation == "replace_collection_items" and isinstance(body, dict) and isinstance(body.get("items"), list):
        items = [{**item, "article": article} if isinstance(item, dict) else item for item, article in zip(body["items"], ARTICLES)]
        case.body = {**body, "items": items}


def operation_id(case):
    return case.operation.definition.raw.get("operationId", "")


def real_references(body):
    """Puts names that exist in place of those that were made up."""
    if isinstance(body, list):
        return [real_references(item) for item in body]
    if not isinstance(body, dict):
        return body
    return {name: real_reference(name, value) for name, value in body.items()}


def real_reference(name, value):
    if name == "tags" and isinstance(value, list):
        return [reference(name, item) for item in value]
    return reference(name, value) if name in REFERENCES else real_references(value)


def reference(name, value):
    """A thing that exists, named as the value names one; the same value where it is none."""
    thing = chosen(THINGS[REFERENCES[name]], value)
    if isinstance(value, str):
        return thing["slug"]
    return {**value, "id": thing["id"]} if isinstance(value, dict) else value


def known(name, value):
    """A value of a parameter that exists; the same value where there is nothing to know."""
    return chosen(EXISTING[name], value) if name in EXISTING else value


@schemathesis.hook
def map_case(context, case):
    """Real names in valid requests."""
    if case.meta is not None and case.meta.generation.mode.is_positive:
        real_values(case.path_parameters)
        real_values(case.query)
        case.body = real_references(case.body)
        real_things(case)
    return case


def real_things(case):
    """What exists in place of what is only of the right form; a scenario goes on with what it has made."""
    if phase(case) != "stateful":
        real_subject(case)
    real_content(case)


def phase(case):
    """The name of the phase that a case belongs to."""
    return case.meta.phase.name.value if case.meta is not None else None


@schemathesis.hook
def before_call(context, case, kwargs):
    """Leaves out what would get a request refused whatever else it says, so that the rest of it is looked at."""
    if phase(case) == "examples":
        # These were not mapped, and pictures that are elsewhere have no id.
        real_things(case)
        if "id" in (case.path_parameters or {}) and case.path_parameters["id"] in (None, "null"):
            case.path_parameters["id"] = ARTICLES[0]
    query = case.query or {}
    tried = under_trial(case)
    # A key that came with another body is refused for that alone, and so is a state that somebody made up.
    headers = kwargs.get("headers") or case.headers or {}
    if "Idempotency-Key" in headers and "Idempotency-Key" not in tried:
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    if "If-Match" in headers and "If-Match" not in tried:
        case.headers["If-Match"] = "*"
    for one, other in (("ids", "external_id"), ("path", "url")):
        if one in query and other in query and not {one, other} <= tried:
            query.pop(one if other in tried else other)
    if "cursor" in query and "cursor" not in tried:
        query.pop("cursor")
        if case.path in CURSORS and not set(query) - UNFILTERED:
            query["cursor"] = CURSORS[case.path]
    # Neither long polls nor waits for states that will not come.
    for name, most in (("wait", 1), ("min_seq", HEAD), ("after", HEAD)):
        if str(query.get(name, "")).isdecimal() and int(query[name]) > most and in_range(name, int(query[name])):
            query[name] = most


def under_trial(case):
    """The parameters that a case is about: those it makes invalid, or whose limits it tries."""
    data = case.meta.phase.data if case.meta is not None else None
    mutations = getattr(data, "mutations", None) or ()
    names = {getattr(data, "parameter", None), *(mutation.parameter for mutation in mutations)}
    # Cursors that were made up are tried now and then.
    if zlib.crc32(repr(sorted((case.query or {}).items())).encode()) % 8 == 0:
        names.add("cursor")
    return names


def in_range(name, value):
    """Whether the document lets a number in."""
    return value <= (30 if name == "wait" else 2**53 - 1)


@schemathesis.auth(refresh_interval=None)
class Tokens:
    """A token of somebody who may: an administrator, or else a chief."""

    def get(self, case, context):
        ways = context.operation.definition.raw.get("security") or []
        needed = {word for way in ways for word in way.get("account", [])}
        return ADMIN if needed & set(ADMINISTRATION) else CHIEF

    def set(self, case, data, context):
        if case.path.startswith("/v1/editorial/"):
            case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Drops the refusals that no schema can foretell, and what `fields` left out."""
    kind = type(failure).__name__
    if kind == "RejectedPositiveData" and response.status_code in (400, 422):
        problem = json.loads(response.content)
        errors = problem.get("errors") or [{}]
        foretold = all(any((one, error.get("code")) in NOT_IN_A_SCHEMA for one in places(error)) for error in errors)
        return not foretold and problem.get("code") != REUSED
    if kind == "AcceptedNegativeData" and operation_id(case) == "upload_media":
        # A body of bytes is of the form whatever made them, and numbers of a form are written with fewer digits than they have.
        return isinstance(case.body, dict) and "Near-boundary number" not in failure.message
    if kind == "JsonSchemaError" and "fields" in (case.query or {}):
        return not trimmed(case, response)
    return True


def places(error):
    """The parameter that an error is about, or the member of the body: the outermost and the innermost."""
    pointer = error.get("pointer") or ""
    return {error.get("parameter"), "/".join(pointer.split("/")[:2]), pointer.rsplit("/", 1)[-1]}


COUNTED = collections.Counter()


@schemathesis.hook
def after_call(context, case, response):
    """Counts the answers."""
    COUNTED[case.operation.definition.raw.get("operationId"), response.status_code] += 1


@atexit.register
def report():
    """Writes down how often each operation was answered how, and which of them never succeeded."""
    untried = re.compile(os.environ["DIBAO_UNTRIED"])
    tried = [item for path, item in DOCUMENT["paths"].items() if not untried.search(path)]
    operations = [one["operationId"] for item in tried for one in item.values()]
    with open(os.environ["DIBAO_COUNTS"], "w") as file:
        for operation in operations:
            counts = {status: count for (of, status), count in sorted(COUNTED.items()) if of == operation}
            fails = not any(200 <= status < 400 for status in counts) and operation not in FOR_PEOPLE
            said = " ".join(f"{status}:{count}" for status, count in counts.items())
            print("never succeeded" if fails else "answered", operation, said, file=file)


def relaxed(schema):
    """The schema without `required`."""
    if isinstance(schema, dict):
        return {name: relaxed(inner) for name, inner in schema.items() if name != "required"}
    if isinstance(schema, list):
        return [relaxed(inner) for inner in schema]
    return schema


DOCUMENT = get("/openapi.json")
SCHEMAS = relaxed(DOCUMENT["components"]["schemas"])


def trimmed(case, response):
    """Whether an answer to a request with `fields` has nothing that its schema does not let in."""
    operation = DOCUMENT["paths"][case.operation.path][case.method.lower()]
    trims = [one for one in operation["parameters"] if one.get("name") == "fields" and one.get("x-trims-required")]
    schema = operation["responses"][str(response.status_code)]["content"]["application/json"]["schema"]
    validator = jsonschema_rs.Draft202012Validator({**schema, "components": {"schemas": SCHEMAS}})
    return bool(trims) and validator.is_valid(json.loads(response.content))
