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
        server.Answers = _ => new Answer(200, Fixture.Text("api/get_current_user_data.json"));
        using var client = Clients.To(server.Url);
        var response = await client.GetCurrentUserDataAsync(new() { InstanceId = "i", Filters = new() { Agents = [Fixture.AgentId] } });

        var (reports, faults) = UserDataReader.Read(response, at);

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
    public void One_agent_that_cannot_be_read_does_not_spoil_the_others()
    {
        var response = new GetCurrentUserDataResponse
        {
            UserDataList =
            [
                new UserData { User = new() { Id = "a" }, Contacts = [new() { ContactId = "c", Channel = "VOICE", AgentContactState = "NEW_STATE" }] },
                new UserData { User = new() { Id = "b" }, NextStatus = "Lunch", Contacts = [new() { ContactId = "d", Channel = "CHAT" }] },
                new UserData(),
            ],
        };

        var (reports, faults) = UserDataReader.Read(response, at);

        reports.ShouldHaveSingleItem().Report.NextState!.Name.ShouldBe("Lunch");
        faults.Length.ShouldBe(2);
        faults[0].ShouldStartWith("UserDataList[0].Contacts[0].AgentContactState is unknown");
        faults[1].ShouldStartWith("UserDataList[2].User.Id is no agent's");
    }
}
