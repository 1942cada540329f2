using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CallActors.Connect.Api;
using CallActors.Connect.Api.Model;
using CallActors.Connect.Tests.Loopback;

namespace CallActors.Connect.Tests.Api;

/// <summary>What is tried again, how often, and how a call is given up.</summary>
public sealed class RetrySpecs
{
    private static readonly StartOutboundVoiceContactRequest dial = new() { DestinationPhoneNumber = "+491", ContactFlowId = "f", InstanceId = "i" };
    private static readonly Answer throttled = new(429, """{"Message":"Slow down."}""", new() { ["x-amzn-ErrorType"] = "ThrottlingException" });

    [Fact]
    public async Task Throttling_is_tried_again_with_the_same_client_token()
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Answers = before => before < 2 ? throttled : new Answer(200, """{"ContactId":"new"}""");
        using var client = Clients.To(server.Url);

        var answer = await client.StartOutboundVoiceContactAsync(dial);

        answer.ContactId.ShouldBe("new");
        server.Received.Count.ShouldBe(3);
        server.Received.Select(request => request.Body).Distinct().Count().ShouldBe(1);
        dial.ClientToken.ShouldBeNull();
    }

    [Fact]
    public async Task Two_calls_have_two_client_tokens()
    {
        await using var server = await LoopbackServer.StartAsync();
        using var client = Clients.To(server.Url);

        await client.StartOutboundVoiceContactAsync(dial);
        await client.StartOutboundVoiceContactAsync(dial);

        server.Received.Select(request => request.Body).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Throttling_that_does_not_end_reaches_the_caller_after_three_attempts()
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Answers = _ => throttled;
        using var client = Clients.To(server.Url);

        await Should.ThrowAsync<ThrottlingException>(() => client.StartOutboundVoiceContactAsync(dial));

        server.Received.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_server_error_is_tried_again(int status)
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Answers = before => before == 0 ? new Answer(status, "") : new Answer(200, "{}");
        using var client = Clients.To(server.Url);

        await client.StartOutboundVoiceContactAsync(dial);

        server.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_refused_is_not_tried_again()
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Answers = _ => new Answer(403, """{"Message":"No."}""", new() { ["x-amzn-ErrorType"] = "AccessDeniedException" });
        using var client = Clients.To(server.Url);

        await Should.ThrowAsync<AccessDeniedException>(() => client.StartOutboundVoiceContactAsync(dial));

        server.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_connection_is_said_after_the_attempts()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)closed.LocalEndpoint).Port}";
        closed.Stop();
        using var client = Clients.To(url);

        var error = await Should.ThrowAsync<Exception>(() => client.StartOutboundVoiceContactAsync(dial));

        error.GetBaseException().ShouldBeOfType<SocketException>();
    }

    [Fact]
    public async Task A_call_ends_at_once_when_it_is_cancelled()
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Answers = _ => new Answer(200, "{}") { Delay = TimeSpan.FromSeconds(30) };
        using var client = Clients.To(server.Url);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var watch = Stopwatch.StartNew();

        await Should.ThrowAsync<OperationCanceledException>(() => client.StartOutboundVoiceContactAsync(dial, limit.Token));

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        server.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_ends_at_once_when_it_is_cancelled_between_two_attempts()
    {
        await using var server = await LoopbackServer.StartAsync();
        using var limit = new CancellationTokenSource();
        server.Answers = _ =>
        {
            limit.Cancel();
            return throttled;
        };
        using var client = Clients.To(server.Url);

        await Should.ThrowAsync<OperationCanceledException>(() => client.StartOutboundVoiceContactAsync(dial, limit.Token));

        server.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_endpoint_may_come_from_the_environment()
    {
        await using var server = await LoopbackServer.StartAsync();
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_CONNECT", server.Url);
        try
        {
            using var client = new AmazonConnectClient(
                new Amazon.Runtime.BasicAWSCredentials("test", "test"), new AmazonConnectConfig { RegionEndpoint = Amazon.RegionEndpoint.EUWest2 });
            await client.StopContactAsync(new() { ContactId = "c", InstanceId = "i" });
        }
        finally
        {
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_CONNECT", null);
        }

        server.Received.ShouldHaveSingleItem().Authorization.ShouldContain("/eu-west-2/connect/");
    }
}
