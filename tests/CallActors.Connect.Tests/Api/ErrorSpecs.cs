using Amazon.Runtime;
using CallActors.Connect.Api;
using CallActors.Connect.Api.Model;
using CallActors.Connect.Tests.Loopback;

namespace CallActors.Connect.Tests.Api;

/// <summary>Every form in which Amazon says an error reaches the caller as the exception of its type.</summary>
public sealed class ErrorSpecs
{
    private static readonly StopContactRequest stop = new() { ContactId = "c", InstanceId = "i" };

    private static readonly (Type Type, int Status)[] types =
    [
        (typeof(AccessDeniedException), 403), (typeof(ConflictException), 409), (typeof(ContactNotFoundException), 410),
        (typeof(DestinationNotAllowedException), 403), (typeof(IdempotencyException), 409), (typeof(InternalServiceException), 500),
        (typeof(InvalidActiveRegionException), 400), (typeof(InvalidParameterException), 400), (typeof(InvalidRequestException), 400),
        (typeof(LimitExceededException), 429), (typeof(OutboundContactNotPermittedException), 403), (typeof(ResourceNotFoundException), 404),
        (typeof(ServiceQuotaExceededException), 402), (typeof(ThrottlingException), 429),
    ];

    private static readonly (string Name, Func<string, int, Answer> Answer)[] forms =
    [
        ("the header, and Message", (type, status) => new(status, """{"Message":"It is so."}""", new() { ["x-amzn-ErrorType"] = type })),
        ("the header with an address, and message", (type, status) =>
            new(status, """{"message":"It is so."}""", new() { ["x-amzn-ErrorType"] = $"{type}:http://internal.amazon.com/coral/com.amazonaws.connect/" })),
        ("__type", (type, status) => new(status, $$"""{"__type":"{{type}}","message":"It is so."}""")),
        ("__type with a namespace", (type, status) => new(status, $$"""{"__type":"com.amazonaws.connect#{{type}}","Message":"It is so."}""")),
        ("code", (type, status) => new(status, $$"""{"code":"{{type}}","message":"It is so."}""")),
    ];

    public static TheoryData<string, string, int> Errors
    {
        get
        {
            var all = new TheoryData<string, string, int>();
            foreach (var (type, status) in types)
            {
                foreach (var (form, _) in forms)
                {
                    all.Add(type.Name, form, status);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_reaches_the_caller_typed(string type, string form, int status)
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Answers = _ => forms.First(each => each.Name == form).Answer(type, status);
        using var client = Clients.To(server.Url);
        client.Config.ShouldBeOfType<AmazonConnectConfig>().MaxErrorRetry = 0;

        var error = await Should.ThrowAsync<AmazonConnectException>(() => client.StopContactAsync(stop));

        error.GetType().Name.ShouldBe(type);
        error.Message.ShouldBe("It is so.");
        error.ErrorCode.ShouldBe(type);
        ((int)error.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task An_error_of_a_type_to_come_keeps_its_name()
    {
        var error = await ErrorOfAsync(new Answer(400, """{"message":"New."}""", new() { ["x-amzn-ErrorType"] = "BrandNewException" }));

        error.GetType().ShouldBe(typeof(AmazonConnectException));
        error.ErrorCode.ShouldBe("BrandNewException");
        error.Message.ShouldBe("New.");
    }

    [Theory]
    [InlineData("<html><body>No such page.<br></body></html>", "text/html")]
    [InlineData("", "application/json")]
    [InlineData("{\"message\":", "application/json")]
    [InlineData("[1,2]", "application/json")]
    [InlineData("no JSON", "text/plain")]
    public async Task An_answer_that_is_no_error_of_Amazons_has_no_type_and_shows_what_came(string body, string contentType)
    {
        var error = await ErrorOfAsync(new Answer(404, body, ContentType: contentType));

        error.GetType().ShouldBe(typeof(AmazonConnectException));
        ((int)error.StatusCode).ShouldBe(404);
        error.Message.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task The_status_alone_makes_no_type()
    {
        var error = await ErrorOfAsync(new Answer(410, "{}"));

        error.ShouldNotBeOfType<ContactNotFoundException>();
        ((int)error.StatusCode).ShouldBe(410);
    }

    [Fact]
    public async Task The_request_id_reaches_the_caller()
    {
        var error = await ErrorOfAsync(new Answer(404, """{"Message":"m"}""", new()
        {
            ["x-amzn-ErrorType"] = "ResourceNotFoundException",
            ["x-amzn-RequestId"] = "request-7",
        }));

        error.RequestId.ShouldBe("request-7");
    }

    [Fact]
    public async Task What_stands_in_the_path_must_be_set_and_nothing_is_sent_without_it()
    {
        await using var server = await LoopbackServer.StartAsync();
        using var client = Clients.To(server.Url);

        var error = await Should.ThrowAsync<AmazonConnectException>(() => client.PutUserStatusAsync(new() { UserId = "u", AgentStatusId = "s" }));

        error.Message.ShouldBe("InstanceId is not set; it stands in the path of the request and is required.");
        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_said()
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Answers = _ => new Answer(200, """{"Contact":[]}""");
        using var client = Clients.To(server.Url);

        await Should.ThrowAsync<AmazonUnmarshallingException>(() => client.DescribeContactAsync(new() { InstanceId = "i", ContactId = "c" }));
    }

    private static async Task<AmazonConnectException> ErrorOfAsync(Answer answer)
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Answers = _ => answer;
        using var client = Clients.To(server.Url);
        return await Should.ThrowAsync<AmazonConnectException>(() => client.StopContactAsync(stop));
    }
}
