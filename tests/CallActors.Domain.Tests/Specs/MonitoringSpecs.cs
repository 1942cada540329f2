using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;
using CallActors.Domain.Tests.Telling;
using static CallActors.Domain.Agents.Happened;
using static CallActors.Domain.Tests.Telling.Asks;
using static CallActors.Domain.Tests.Telling.Calls;
using static CallActors.Domain.Tests.Telling.Story;

namespace CallActors.Domain.Tests.Specs;

public sealed class MonitoringSpecs
{
    [Fact]
    public void A_supervisor_who_listens_is_journaled_and_never_shown()
    {
        var story = Given(WithCustomer).When(SupervisorListening);
        ((Decision.Change)story.Last).Happened.OfType<ToConnection>().Single().ConnectionId.ShouldBe(Supervisor);
        story.Picture.Calls.Single().Shown.Select(connection => connection.Party.ConnectionId).ShouldBe([Own, Customer]);
    }

    [Fact]
    public void A_supervisor_who_listens_changes_no_button_and_no_status()
    {
        var alone = Given(WithCustomer).Picture.Calls.Single();
        var heard = Given(SupervisorListening).Picture.Calls.Single();
        heard.Shown.Select(each => Buttons.Of(heard, each)).ShouldBe(alone.Shown.Select(each => Buttons.Of(alone, each)));
        Given(Talking(Agent(ConnectionStatus.Connected), First(ConnectionStatus.Hold), Monitor(ConnectionStatus.Connected)))
            .ThenReads(Own, ConnectionStatus.Hold, null);
    }

    [Fact]
    public void A_supervisor_who_listens_is_no_party_to_anything_that_is_asked()
    {
        Given(SupervisorListening).When(Hold(Own)).ThenOutstanding();
        Given(SupervisorListening).When(Swap()).ThenRefused("There are not two parties, the first one among them.");
        Given(SupervisorListening).When(Conference()).When(WithCustomer).Picture.Session.Outstanding.ShouldBeNull();
    }

    [Fact]
    public void In_the_supervisors_own_session_his_connection_is_his_own_and_reads_monitoring()
    {
        var call = Given(Monitoring).Picture.Calls.Single();
        call.Own.ShouldNotBeNull().Party.ShouldBe(new Party(Supervisor, Call, ConnectionType.Monitoring, false, null));
        call.Shown.Select(connection => connection.Party.ConnectionId).ShouldBe([Supervisor, Customer]);
    }

    [Theory]
    [InlineData(Supervisor)]
    [InlineData(Call)]
    public void A_supervisor_can_only_disconnect_himself(string id)
    {
        Given(Monitoring).When(Disconnect(id)).ThenAsked(BridgeOperation.DestroyConnection, Call, Supervisor);
        foreach (var command in Commands.All.Where(each => each is not (CallCommand.Disconnect or CallCommand.ClearContact)))
        {
            Given(Monitoring).When(OfCall(command, id)).ThenRefused("A supervisor who monitors a contact can only disconnect.");
        }
    }

    [Fact]
    public void A_supervisor_disconnects_no_party_of_the_call_that_he_hears() =>
        Given(Talking(Monitor(ConnectionStatus.Connected), First(ConnectionStatus.Connected), Third(ConnectionStatus.Connected)))
            .When(Disconnect(Expert)).ThenRefused("A supervisor who monitors a contact can only disconnect.");

    [Fact]
    public void An_error_of_what_the_supervisor_heard_is_the_end_and_no_miss()
    {
        Given(Monitoring).When(Contact(ReportedContactState.Error, Monitor(ConnectionStatus.Disconnected))).ThenIs(ContactPhase.Ended);
        Given(Contact(ReportedContactState.Error, Monitor(ConnectionStatus.Connected))).ThenIs(ContactPhase.Ended);
        Given(Contact(ReportedContactState.Error, Agent(ConnectionStatus.Connecting), Monitor(ConnectionStatus.Connected))).ThenIs(ContactPhase.Missed);
    }

    [Fact]
    public void A_supervisor_who_has_left_clears_the_contact() =>
        Given(Monitoring).When(Contact(ReportedContactState.Ended, Monitor(ConnectionStatus.Disconnected)))
            .When(ClearContact()).ThenAsked(BridgeOperation.ClearContact, Call, Supervisor);
}
