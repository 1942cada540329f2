using CallActors.Connect.Api.Model;
using CallActors.Connect.Feeds;
using CallActors.Connect.Tests.Api;
using CallActors.Connect.Tests.Loopback;
using CallActors.Domain.Agents;
using CallActors.Domain.Connections;

namespace CallActors.Connect.Tests.Feeds;

public sealed class UserDataReaderSpecs
{
    private static readonly DateTimeOffset at = DateTimeOffset.Parse("2026-11-20T09:11:10Z");

    [Fact]
    public async Task An_answer_of_the_API_is_a_report_for_each_agent()
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Answers = _ => new Answer(200, Fixture.Text("api/get_current_user_data.json"), new() { ["Date"] = "Fri, 20 Nov 2026 09:11:10 GMT" });
        using var client = Clients.To(server.Url);
        var response = await client.GetCurrentUserDataAsync(new() { InstanceId = "i", Filters = new() { Agents = [Fixture.AgentId] } });

        var (reports, faults) = UserDataReader.Read(response);

        faults.ShouldBeEmpty();
        var (agentId, report) = reports.ShouldHaveSingleItem();
        agentId.ShouldBe(Fixture.AgentId);
        (report.At, report.Source).ShouldBe((at, ReportSource.CurrentUserData));
        (report.State!.Name, report.State.Since).ShouldBe(("Available", DateTimeOffset.FromUnixTimeSeconds(1795338000)));
        var contact = report.Contacts!.Value.ShouldHaveSingleItem();
        (contact.ContactId, contact.State, contact.QueueName).ShouldBe((Fixture.ContactId, ReportedContactState.Connected, null));
        contact.Connections[1].Status.ShouldBe(ConnectionStatus.Hold);
    }

    [Fact]
    public void An_answer_without_a_time_is_refused() =>
        Should.Throw<FeedException>(() => UserDataReader.Read(new GetCurrentUserDataResponse()))
            .Message.ShouldBe("The header Date of the answer is missing; it is to say when Amazon answered.");

    [Fact]
    public async Task One_agent_that_cannot_be_read_does_not_spoil_the_others()
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Answers = _ => new Answer(200, """
            {"UserDataList":[
                {"User":{"Id":"a"},"Contacts":[{"ContactId":"c","Channel":"VOICE","AgentContactState":"NEW_STATE"}]},
                {"User":{"Id":"b"},"NextStatus":"Lunch","Contacts":[{"ContactId":"d","Channel":"CHAT"}]},
                {}]}
            """);
        using var client = Clients.To(server.Url);
        var response = await client.GetCurrentUserDataAsync(new() { InstanceId = "i" });

        var (reports, faults) = UserDataReader.Read(response);

        reports.ShouldHaveSingleItem().Report.NextState!.Name.ShouldBe("Lunch");
        faults.Length.ShouldBe(2);
        faults[0].ShouldStartWith("UserDataList[0].Contacts[0].AgentContactState is unknown");
        faults[1].ShouldStartWith("UserDataList[2].User.Id is no agent's");
    }
}
