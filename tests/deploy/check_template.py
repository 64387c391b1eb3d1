"""Asserts what deploy/template.yaml promises, for each front door as CloudFormation would see it.

usage: check_template.py TEMPLATE

cfn-lint knows the grammar of a template but not what this one is for: it lets a wrong runtime,
128 MB and a missing binary media type pass. Every assertion is also run against a copy of the
template that breaks it, and must notice.
"""

import copy
import sys

from samtranslator.yaml_helper import yaml_parse

from stack import FUNCTIONS, function, is_, of_type, rights, stack, the


def check_code(template):
    for name in FUNCTIONS:
        resource = template["Resources"][name]
        is_(resource["Properties"]["CodeUri"], "../dist/html2pdf-lambda-x86_64.zip", f"CodeUri of {name}")
        is_(resource["Metadata"]["SkipBuild"], True, f"SkipBuild of {name}")


def check_function(template):
    for door in "rest", "http", "url":
        resources = stack(template, FrontDoor=door)
        is_(of_type(resources, "AWS::Lambda::Function"), [function(resources)], "the functions")
        is_(function(resources)["MemorySize"], 1769, "MemorySize")
        is_(function(resources)["Timeout"], 29, "Timeout")
    for given, wanted in ({}, None), ({"ReservedConcurrency": 5}, 5):
        resources = stack(template, Async="on", **given)
        is_(len(of_type(resources, "AWS::Lambda::Function")), 2, "the number of functions")
        for name in FUNCTIONS:
            found = function(resources, name)
            is_(found["Runtime"], "provided.al2023", "Runtime")
            is_(found["Handler"], "bootstrap", "Handler")
            is_(found["Architectures"], ["x86_64"], "Architectures")
            is_(found["EphemeralStorage"], {"Size": 512}, "EphemeralStorage")
            is_(found.get("ReservedConcurrentExecutions"), wanted, "ReservedConcurrentExecutions")


def seconds(text):
    assert text.endswith("s"), text
    return int(text[:-1])


def check_printer(template):
    """It is there for whatever nobody waits for, and for nothing else."""
    for given in {}, {"Store": "on"}:
        resources = stack(template, **given)
        assert "Printer" not in resources and "PrinterRole" not in resources, f"there is a printer with {given}"
    for given in {"Async": "on"}, {"Queue": "on"}, {"InboxBucket": "letters"}:
        printer = function(stack(template, JobsMemorySize=3008, **given), "Printer")
        is_(printer["MemorySize"], 3008, "MemorySize")
        is_(printer["Timeout"], 300, "Timeout")
        is_(printer["Role"], {"Fn::GetAtt": ["PrinterRole", "Arn"]}, "the printer's role")
        is_(printer["LoggingConfig"]["LogGroup"], {"Ref": "PrinterLogGroup"}, "the printer's log group")
    times = template["Parameters"]["JobsTime"]["AllowedValues"]
    is_([str(time) for time in times], list(template["Mappings"]["JobTimes"]), "times of jobs")
    for time in times:
        assert time <= 900, "Lambda takes no more than 900 s"
        resources = stack(template, Async="on", Queue="on", JobsTime=time, LogLevel="debug", Network="off")
        is_(function(resources, "Printer")["Timeout"], time, "Timeout")
        settings = function(resources, "Printer")["Environment"]["Variables"]
        left = time - seconds(settings["HTML2PDF_TIMEOUT"])
        assert 10 <= left <= time // 5, f"of {time} s are {left} left beside the document"
        for queue in "Jobs", "Messages":
            visible = resources[queue]["Properties"]["VisibilityTimeout"]
            assert visible >= 6 * time, f"messages of {queue} come again while they are printed"
        is_(settings["HTML2PDF_LOG"], "debug", "HTML2PDF_LOG")
        is_(settings["HTML2PDF_NETWORK"], "off", "HTML2PDF_NETWORK")
    # Nobody asks it over HTTP.
    for name, resource in stack(template, Async="on").items():
        if resource["Type"].startswith("AWS::ApiGateway"):
            assert "Printer" not in str(resource), f"{name} asks the printer"


def check_settings(template):
    settings = function(stack(template, DocumentTimeout="9s", LogLevel="debug"))["Environment"]["Variables"]
    is_(settings["HTML2PDF_TIMEOUT"], "9s", "HTML2PDF_TIMEOUT")
    is_(settings["HTML2PDF_LOG"], "debug", "HTML2PDF_LOG")


def check_role(template):
    resources = stack(template, LogRetentionDays=7)
    is_(the(resources, "AWS::Logs::LogGroup")["RetentionInDays"], 7, "RetentionInDays")
    is_(function(resources)["Role"], {"Fn::GetAtt": ["Role", "Arn"]}, "the function's role")
    is_(function(resources)["LoggingConfig"]["LogGroup"], {"Ref": "LogGroup"}, "the function's log group")
    for kind in "Role", "PrinterRole":
        role = stack(template, Async="on")[kind]["Properties"]
        assert "ManagedPolicyArns" not in role, f"{kind} has managed policies"


def log(group):
    return {(f"logs:{action}", f"{group}.Arn") for action in ("CreateLogStream", "PutLogEvents")}


def check_rights(template):
    """Each role may do what its function does, and nothing more."""
    below = "${Results.Arn}/html2pdf/*"
    results = {(f"s3:{action}", below) for action in ("PutObject", "GetObject", "DeleteObject", "AbortMultipartUpload")}

    def read(queue):
        return {(f"sqs:{action}", f"{queue}.Arn") for action in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")}

    inbox = "arn:${AWS::Partition}:s3:::${InboxBucket}/*"
    documents = {(f"s3:{action}", inbox) for action in ("GetObject", "PutObject", "AbortMultipartUpload")}
    documents |= {("sqs:SendMessage", "DeadDocuments.Arn")}
    own, printers, send = log("LogGroup"), log("PrinterLogGroup"), {("sqs:SendMessage", "Jobs.Arn")}
    for given, answers, prints in (
        ({}, own, None),
        ({"Store": "on"}, own | results, None),
        ({"Queue": "on"}, own, printers | read("Messages")),
        ({"Queue": "on", "Store": "on"}, own | results, printers | read("Messages")),
        ({"InboxBucket": "letters"}, own, printers | documents),
        ({"Async": "on"}, own | results | send, printers | results | send | read("Jobs")),
    ):
        resources = stack(template, **given)
        is_(rights(resources, "Role"), answers, f"what the function may do with {given}")
        found = rights(resources, "PrinterRole") if "PrinterRole" in resources else None
        is_(found, prints, f"what the printer may do with {given}")


DOORS = {
    "rest": "AWS::ApiGateway::RestApi",
    "http": "AWS::ApiGatewayV2::Api",
    "url": "AWS::Lambda::Url",
}


def check_one_door(template):
    is_(template["Parameters"]["Auth"]["Default"], "iam", "the default of Auth")
    for door in DOORS:
        resources = stack(template, FrontDoor=door)
        found = {d for d, kind in DOORS.items() if of_type(resources, kind)}
        is_(found, {door}, f"the set of doors with FrontDoor={door}")


def check_rest(template):
    for auth, security in ("iam", [{"sigv4": []}]), ("open", None):
        resources = stack(template, FrontDoor="rest", Auth=auth)
        api = the(resources, DOORS["rest"])
        types = [t.replace("~1", "/") for t in api.get("BinaryMediaTypes", [])]
        is_(types, ["*/*"], "BinaryMediaTypes")
        paths = api["Body"]["paths"]
        is_(sorted(paths), ["/{kind}"], "paths")
        is_(sorted(paths["/{kind}"]), ["get", "parameters", "post"], "methods")
        for method in "post", "get":
            operation = paths["/{kind}"][method]
            is_(operation.get("security"), security, f"security of {method} with Auth={auth}")
            is_(operation["x-amazon-apigateway-integration"]["type"], "aws_proxy", method)
        scheme = api["Body"]["components"]["securitySchemes"]["sigv4"]
        is_(scheme["x-amazon-apigateway-authtype"], "awsSigv4", "the security scheme")
        is_(the(resources, "AWS::Lambda::Permission")["Principal"], "apigateway.amazonaws.com", "Principal")
    source = template["Resources"]["RestApi"]["Properties"]
    is_(source.get("AlwaysDeploy"), True, "AlwaysDeploy")


def check_http(template):
    for auth, kind in ("iam", "AWS_IAM"), ("open", "NONE"):
        resources = stack(template, FrontDoor="http", Auth=auth)
        is_(the(resources, "AWS::ApiGatewayV2::Route")["AuthorizationType"], kind, f"Auth={auth}")
        is_(the(resources, "AWS::ApiGatewayV2::Stage")["AutoDeploy"], True, "AutoDeploy")
        is_(the(resources, "AWS::ApiGatewayV2::Integration")["PayloadFormatVersion"], "2.0", "format")
        is_(the(resources, "AWS::Lambda::Permission")["Principal"], "apigateway.amazonaws.com", "Principal")


def check_url(template):
    for auth, kind, actions in (
        ("iam", "AWS_IAM", set()),
        ("open", "NONE", {"lambda:InvokeFunctionUrl", "lambda:InvokeFunction"}),
    ):
        resources = stack(template, FrontDoor="url", Auth=auth)
        is_(the(resources, DOORS["url"])["AuthType"], kind, f"AuthType with Auth={auth}")
        allowed = {p["Action"] for p in of_type(resources, "AWS::Lambda::Permission")}
        is_(allowed, actions, f"what anybody may do with Auth={auth}")


def check_cors(template):
    origin = "https://app.example.com"
    rest, http, url = (stack(template, FrontDoor=door, CorsOrigin=origin) for door in DOORS)
    options = the(rest, DOORS["rest"])["Body"]["paths"]["/{kind}"]["options"]
    mock = options["x-amazon-apigateway-integration"]
    is_(mock.get("contentHandling"), "CONVERT_TO_TEXT", "contentHandling of OPTIONS")
    is_(the(http, DOORS["http"])["CorsConfiguration"]["AllowOrigins"], [origin], "AllowOrigins")
    is_(the(url, DOORS["url"])["Cors"]["AllowOrigins"], [origin], "AllowOrigins")
    for door, resources, wanted in ("rest", rest, origin), ("http", http, ""), ("url", url, ""):
        settings = function(resources)["Environment"]["Variables"]
        is_(settings["HTML2PDF_CORS_ORIGIN"], wanted, f"HTML2PDF_CORS_ORIGIN with {door}")


def check_stream(template):
    for response, mode, transfer, version in (
        ("buffered", "BUFFERED", None, "2015-03-31"),
        ("stream", "RESPONSE_STREAM", "STREAM", "2021-11-15"),
    ):
        rest, url = (stack(template, FrontDoor=door, Response=response) for door in ("rest", "url"))
        for resources in rest, url:
            settings = function(resources)["Environment"]["Variables"]
            is_(settings["HTML2PDF_RESPONSE"], response, "HTML2PDF_RESPONSE")
        is_(the(url, DOORS["url"])["InvokeMode"], mode, f"InvokeMode with Response={response}")
        paths = the(rest, DOORS["rest"])["Body"]["paths"]["/{kind}"]
        for method in "post", "get":
            integration = paths[method]["x-amazon-apigateway-integration"]
            is_(integration.get("responseTransferMode"), transfer, f"responseTransferMode of {method}")
            assert f"path/{version}/" in str(integration["uri"]), integration["uri"]
    (rule,) = template["Rules"].values()
    is_(rule["Assertions"][0]["Assert"], {"Fn::Not": [{"Fn::Equals": [{"Ref": "FrontDoor"}, "http"]}]}, "the rule")


def check_queue(template):
    assert not of_type(stack(template), "AWS::SQS::Queue"), "there is a queue unasked"
    resources = stack(template, Queue="on", QueueConcurrency=7)
    mapping = the(resources, "AWS::Lambda::EventSourceMapping")
    is_(mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"], "FunctionResponseTypes")
    is_(mapping["ScalingConfig"], {"MaximumConcurrency": 7}, "ScalingConfig")
    is_(mapping["FunctionName"], {"Ref": "Printer"}, "who prints")
    queue = resources["Messages"]["Properties"]
    dead = {"deadLetterTargetArn": {"Fn::GetAtt": ["DeadMessages", "Arn"]}, "maxReceiveCount": 3}
    is_(queue["RedrivePolicy"], dead, "RedrivePolicy")


def named(resources, prefix, name="Function"):
    """What the environment of a function says under the names that begin so."""
    settings = function(resources, name)["Environment"]["Variables"]
    return {name: value for name, value in settings.items() if name.startswith(prefix)}


def check_store(template):
    resources = stack(template)
    assert not of_type(resources, "AWS::S3::Bucket"), "there is a bucket unasked"
    is_(named(resources, "HTML2PDF_STORE"), {"HTML2PDF_STORE": ""}, "the store")
    for given in {"Store": "on"}, {"Async": "on"}:
        resources = stack(template, StoreDays=5, **given)
        bucket = the(resources, "AWS::S3::Bucket")
        (rule,) = bucket["LifecycleConfiguration"]["Rules"]
        is_((rule["Status"], rule["ExpirationInDays"]), ("Enabled", 5), "when results go")
        assert all(bucket["PublicAccessBlockConfiguration"].values()), "others see the bucket"
        store = {"HTML2PDF_STORE": {"Fn::Sub": "s3://${Results}/html2pdf"}}
        is_(named(resources, "HTML2PDF_STORE"), store, "the store")
    is_(named(resources, "HTML2PDF_STORE", "Printer"), store, "the store of the printer")
    without = stack(template, Queue="on", Store="on")
    is_(named(without, "HTML2PDF_STORE", "Printer"), {"HTML2PDF_STORE": ""}, "the store of one that needs none")


def check_jobs(template):
    resources = stack(template)
    is_(named(resources, "HTML2PDF_JOBS"), {"HTML2PDF_JOBS_QUEUE": ""}, "the queue of jobs")
    is_(sorted(the(resources, DOORS["rest"])["Body"]["paths"]), ["/{kind}"], "paths without jobs")
    resources = stack(template, Async="on", JobsConcurrency=7, WebhookSecret="whsec_x")
    for name in FUNCTIONS:
        is_(named(resources, "HTML2PDF_JOBS", name), {"HTML2PDF_JOBS_QUEUE": {"Ref": "Jobs"}}, "the queue of jobs")
        is_(named(resources, "HTML2PDF_WEBHOOK", name), {"HTML2PDF_WEBHOOK_SECRET": "whsec_x"}, "the secret")
    is_(template["Parameters"]["WebhookSecret"].get("NoEcho"), True, "NoEcho of the secret")
    mapping = the(resources, "AWS::Lambda::EventSourceMapping")
    is_(mapping["EventSourceArn"], {"Fn::GetAtt": ["Jobs", "Arn"]}, "what is read")
    is_(mapping["FunctionResponseTypes"], ["ReportBatchItemFailures"], "FunctionResponseTypes")
    is_(mapping["ScalingConfig"], {"MaximumConcurrency": 7}, "ScalingConfig")
    is_(mapping["BatchSize"], 1, "BatchSize")
    is_(mapping["FunctionName"], {"Ref": "Printer"}, "who prints")
    queue = resources["Jobs"]["Properties"]
    dead = {"deadLetterTargetArn": {"Fn::GetAtt": ["DeadJobs", "Arn"]}, "maxReceiveCount": 10}
    is_(queue["RedrivePolicy"], dead, "RedrivePolicy")
    for auth, security in ("iam", [{"sigv4": []}]), ("open", None):
        paths = the(stack(template, Async="on", Auth=auth), DOORS["rest"])["Body"]["paths"]
        methods = paths["/{kind}/{job+}"]
        is_(sorted(methods), ["delete", "get", "parameters"], "methods of a job")
        for method in "get", "delete":
            is_(methods[method].get("security"), security, f"security of {method} with Auth={auth}")


def check_jobs_cors(template):
    given = {"Async": "on", "CorsOrigin": "https://app.example.com"}
    rest, http, url = (stack(template, FrontDoor=door, **given) for door in DOORS)
    paths = the(rest, DOORS["rest"])["Body"]["paths"]

    def allowed(path, what):
        node = paths[path]["options"]
        for key in MOCKED:
            node = node[key]
        return node[f"{ALLOWED}-{what}"].strip("'").split(",")

    is_(allowed("/{kind}/{job+}", "Methods"), ["GET", "DELETE"], "methods of a job")
    assert "idempotency-key" in allowed("/{kind}", "Headers"), "no key over REST"
    for cors in the(http, DOORS["http"])["CorsConfiguration"], the(url, DOORS["url"])["Cors"]:
        is_(sorted(cors["AllowMethods"]), ["DELETE", "GET", "POST"], "AllowMethods")
        assert "idempotency-key" in cors["AllowHeaders"], cors["AllowHeaders"]
        assert "location" in cors["ExposeHeaders"], cors["ExposeHeaders"]


def check_inbox(template):
    resources = stack(template, Queue="on")
    is_(named(resources, "HTML2PDF_INBOX", "Printer"), {"HTML2PDF_INBOX": ""}, "the inbox")
    is_(of_type(resources, "AWS::Lambda::EventInvokeConfig"), [], "what becomes of failures")
    resources = stack(template, InboxBucket="letters")
    is_(named(resources, "HTML2PDF_INBOX", "Printer"), {"HTML2PDF_INBOX": {"Fn::Sub": "s3://${InboxBucket}"}}, "the inbox")
    bucket = the(resources, "AWS::S3::Bucket")
    is_(bucket["BucketName"], "letters", "BucketName")
    assert all(bucket["PublicAccessBlockConfiguration"].values()), "others see the bucket"
    (told,) = bucket["NotificationConfiguration"]["LambdaConfigurations"]
    is_(told["Event"], "s3:ObjectCreated:*", "Event")
    is_(told["Function"], {"Fn::GetAtt": ["Printer", "Arn"]}, "who is told")
    is_(told["Filter"]["S3Key"]["Rules"], [{"Name": "suffix", "Value": ".html"}], "what S3 tells of")
    permission = resources["InboxMayInvoke"]["Properties"]
    is_(permission["Principal"], "s3.amazonaws.com", "Principal")
    is_(permission["SourceAccount"], {"Ref": "AWS::AccountId"}, "SourceAccount")
    is_(permission["FunctionName"], {"Ref": "Printer"}, "whom S3 may invoke")
    dead = {"Fn::GetAtt": ["DeadDocuments", "Arn"]}
    failing = the(resources, "AWS::Lambda::EventInvokeConfig")
    is_(failing["FunctionName"], {"Ref": "Printer"}, "whose failures")
    is_(failing["DestinationConfig"], {"OnFailure": {"Destination": dead}}, "where failures go")


CHECKS = [check for name, check in list(globals().items()) if name.startswith("check_")]

# Each breaks a copy of the template in the one place that its check has to notice.
FUNCTION = ("Resources", "Function", "Properties")
PRINTER = ("Resources", "Printer", "Properties")
INBOX = ("Resources", "InboxIsReadBy", "Properties", "PolicyDocument", "Statement", 0)
REST = ("Resources", "RestApi", "Properties")
KEEPING = ("Resources", "ResultsAreKeptBy", "Properties", "PolicyDocument", "Statement", 0)
TOLD = ("Resources", "Inbox", "Properties", "NotificationConfiguration", "LambdaConfigurations", 0)
ASKED = (*REST, "DefinitionBody", "paths", "/{kind}/{job+}", "Fn::If", 1)
MOCKED = ("x-amazon-apigateway-integration", "responses", "default", "responseParameters")
ALLOWED = "method.response.header.Access-Control-Allow"
STREAMED = (*REST, "DefinitionBody", "paths", "/{kind}", "post", "x-amazon-apigateway-integration")
BREAKS = [
    (check_code, (*FUNCTION, "CodeUri"), "../target/"),
    (check_function, (*FUNCTION, "Runtime"), "provided.al2"),
    (check_function, (*FUNCTION, "Handler"), "main"),
    (check_function, (*FUNCTION, "Architectures"), ["arm64"]),
    (check_function, ("Parameters", "MemorySize", "Default"), 128),
    (check_function, (*FUNCTION, "Timeout"), 3),
    (check_code, (*PRINTER, "CodeUri"), "../target/"),
    (check_function, (*PRINTER, "Runtime"), "provided.al2"),
    (check_function, (*PRINTER, "ReservedConcurrentExecutions"), 7),
    (check_printer, ("Resources", "Printer", "Condition"), "HasStore"),
    (check_printer, ("Mappings", "JobTimes", "300", "Document"), "299s"),
    (check_printer, ("Mappings", "JobTimes", "900", "Visible"), 900),
    (check_printer, ("Parameters", "JobsTime", "AllowedValues"), [60, 120, 300, 600, 900, 1000]),
    (check_printer, ("Resources", "Jobs", "Properties", "VisibilityTimeout"), 174),
    (check_printer, ("Resources", "Messages", "Properties", "VisibilityTimeout"), 174),
    (check_printer, ("Resources", "HttpApiIntegration"), {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {"IntegrationUri": {"Fn::GetAtt": ["Printer", "Arn"]}}}),
    (check_printer, (*PRINTER, "Environment", "Variables", "HTML2PDF_NETWORK"), "public"),
    (check_settings, (*FUNCTION, "Environment", "Variables", "HTML2PDF_TIMEOUT"), "25s"),
    (check_role, (*FUNCTION, "Role"), {"Fn::GetAtt": ["Other", "Arn"]}),
    (check_role, ("Resources", "Role", "Properties", "ManagedPolicyArns"), ["arn:aws:iam::aws:policy/X"]),
    (check_role, ("Resources", "PrinterRole", "Properties", "ManagedPolicyArns"), ["arn:aws:iam::aws:policy/X"]),
    (check_rights, ("Resources", "JobsAreReadBy", "Properties", "Roles"), [{"Ref": "Role"}, {"Ref": "PrinterRole"}]),
    (check_rights, ("Resources", "JobsAreQueuedBy", "Properties", "Roles"), [{"Ref": "PrinterRole"}]),
    (check_rights, ("Resources", "MessagesAreReadBy", "Properties", "Roles"), [{"Ref": "Role"}]),
    (check_rights, ("Resources", "PrinterRole", "Properties", "Policies", 0, "PolicyDocument", "Statement", 0, "Action"), "logs:*"),
    (check_rights, ("Resources", "ResultsAreKeptBy", "Properties", "Roles"), [{"Ref": "Role"}, {"Ref": "PrinterRole"}]),
    (check_rights, (*INBOX, "Resource"), {"Ref": "X"}),
    (check_rights, (*KEEPING, "Resource"), {"Ref": "X"}),
    (check_rights, (*KEEPING, "Action"), ["s3:*"]),
    (check_one_door, ("Parameters", "Auth", "Default"), "open"),
    (check_one_door, ("Resources", "Url", "Condition"), "IsHttp"),
    (check_rest, (*REST, "BinaryMediaTypes"), ["application/pdf"]),
    (check_rest, (*REST, "BinaryMediaTypes"), None),
    (check_rest, (*REST, "AlwaysDeploy"), None),
    (check_rest, (*REST, "DefinitionBody", "paths", "/{kind}", "post", "security"), None),
    (check_http, ("Resources", "HttpApiRoute", "Properties", "AuthorizationType"), "NONE"),
    (check_url, ("Resources", "Url", "Properties", "AuthType"), "NONE"),
    (check_url, ("Resources", "AnybodyMayInvokeThroughUrl"), None),
    (check_stream, ("Resources", "Url", "Properties", "InvokeMode"), "BUFFERED"),
    (check_stream, (*FUNCTION, "Environment", "Variables", "HTML2PDF_RESPONSE"), "stream"),
    (check_stream, (*STREAMED, "responseTransferMode"), "STREAM"),
    (check_queue, ("Resources", "Messages", "Properties", "RedrivePolicy"), {}),
    (check_queue, ("Resources", "MessagesInvoke", "Properties", "FunctionName"), {"Ref": "Function"}),
    (check_queue, ("Resources", "MessagesInvoke", "Properties", "FunctionResponseTypes"), []),
    (check_queue, ("Resources", "Messages", "Condition"), "IsRest"),
    (check_store, ("Resources", "Results", "Properties", "LifecycleConfiguration", "Rules"), [{"Status": "Disabled", "ExpirationInDays": 5}]),
    (check_store, ("Resources", "Results", "Properties", "PublicAccessBlockConfiguration", "BlockPublicAcls"), False),
    (check_store, ("Resources", "Results", "Condition"), "HasQueue"),
    (check_jobs, ("Resources", "Jobs", "Properties", "RedrivePolicy"), {}),
    (check_jobs, ("Resources", "JobsInvoke", "Properties", "FunctionResponseTypes"), []),
    (check_jobs, ("Resources", "JobsInvoke", "Properties", "BatchSize"), 5),
    (check_jobs, ("Resources", "JobsInvoke", "Properties", "FunctionName"), {"Ref": "Function"}),
    (check_jobs, ("Resources", "JobsInvoke", "Properties", "ScalingConfig"), {}),
    (check_jobs, (*PRINTER, "Environment", "Variables", "HTML2PDF_JOBS_QUEUE"), ""),
    (check_jobs, ("Parameters", "WebhookSecret", "NoEcho"), False),
    (check_jobs, (*ASKED, "delete", "security"), None),
    (check_jobs_cors, (*ASKED, "options", "Fn::If", 1, *MOCKED, f"{ALLOWED}-Methods"), "'GET'"),
    (check_jobs_cors, ("Resources", "HttpApi", "Properties", "CorsConfiguration", "Fn::If", 1, "AllowMethods"), ["POST"]),
    (check_inbox, (*TOLD, "Function"), {"Fn::GetAtt": ["Function", "Arn"]}),
    (check_inbox, (*TOLD, "Filter", "S3Key", "Rules"), []),
    (check_inbox, ("Resources", "InboxMayInvoke", "Properties", "SourceAccount"), "*"),
    (check_inbox, ("Resources", "InboxFailures", "Condition"), "IsRest"),
    (check_inbox, ("Resources", "InboxFailures", "Properties", "DestinationConfig"), {}),
    (check_cors, (*FUNCTION, "Environment", "Variables", "HTML2PDF_CORS_ORIGIN"), {"Ref": "CorsOrigin"}),
]


def broken(template, path, value):
    template = copy.deepcopy(template)
    *parents, last = path
    node = template
    for key in parents:
        node = node[key]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return template


def main(path):
    with open(path, encoding="utf-8") as file:
        template = yaml_parse(file.read())
    passed = failed = 0

    def record(name, fault):
        nonlocal passed, failed
        passed, failed = passed + (not fault), failed + bool(fault)
        print(f"ok    {name}" if not fault else f"FAIL  {name}: {fault}")

    for check in CHECKS:
        try:
            check(template)
            record(check.__name__, None)
        except (AssertionError, KeyError) as fault:
            record(check.__name__, repr(fault))
    for check, path, value in BREAKS:
        name = f"{check.__name__} notices {'.'.join(map(str, path[1:]))} = {value!r}"
        try:
            check(broken(template, path, value))
            record(name, "it does not")
        except AssertionError:
            record(name, None)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] == "--help":
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
