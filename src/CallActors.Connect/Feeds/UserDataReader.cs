using System.Collections.Immutable;
using CallActors.Connect.Api.Model;
using CallActors.Domain.Agents;

namespace CallActors.Connect.Feeds;

/// <summary>Reads an answer of GetCurrentUserData as a report for each agent: what puts right what the feeds missed.</summary>
public static class UserDataReader
{
    /// <summary>The time of each report is that of the answer, by its header Date.</summary>
    /// <returns>The agents that could be read, and of the others what was wrong.</returns>
    /// <exception cref="FeedException">The answer has no time, so that nothing of it can be compared with what is known.</exception>
    public static (ImmutableArray<(string AgentId, AgentReport Report)> Reports, ImmutableArray<string> Faults) Read(
        GetCurrentUserDataResponse response)
    {
        var at = response.AnsweredAt ?? throw new FeedException("The header Date of the answer is missing; it is to say when Amazon answered.");
        var (reports, faults) = (ImmutableArray.CreateBuilder<(string, AgentReport)>(), ImmutableArray.CreateBuilder<string>());
        foreach (var (user, index) in (response.UserDataList ?? []).Select((user, index) => (user, index)))
        {
            try
            {
                reports.Add(ReportOf(user, $"UserDataList[{index}].", at));
            }
            catch (FeedException fault)
            {
                faults.Add(fault.Message);
            }
        }

        return (reports.ToImmutable(), faults.ToImmutable());
    }

    private static (string, AgentReport) ReportOf(UserData user, string path, DateTimeOffset at)
    {
        var id = user.User?.Id;
        if (!Ids.IsAgentId(id))
        {
            throw new FeedException($"{path}User.Id is no agent's; it is to be {Ids.AgentForm}.");
        }

        var state = user.Status is { StatusName: { } name } status
            ? new AgentState(status.StatusArn, name, FeedWords.StateType(null, name), Utc(status.StatusStartTimestamp))
            : null;
        var next = user.NextStatus is { Length: > 0 } nextName ? new AgentState(null, nextName, FeedWords.StateType(null, nextName), null) : null;
        return (id, new AgentReport(
            at, null, state, next, null,
            [.. (user.Contacts ?? []).Select((contact, index) => ContactOf(contact, $"{path}Contacts[{index}].", at)).OfType<ContactReport>()],
            ReportSource.CurrentUserData));
    }

    private static ContactReport? ContactOf(AgentContactReference contact, string path, DateTimeOffset at)
    {
        if (!FeedWords.IsVoice(contact.Channel ?? throw FeedJson.Missing($"{path}Channel")))
        {
            return null;
        }

        return ContactLevelReport.Of(
            Ids.IsCallId(contact.ContactId) ? contact.ContactId : throw new FeedException($"{path}ContactId is no id; it is to be {Ids.CallForm}."),
            null, contact.InitiationMethod, contact.AgentContactState ?? throw FeedJson.Missing($"{path}AgentContactState"), $"{path}AgentContact",
            Utc(contact.StateStartTimestamp) ?? at, null, null);
    }

    private static DateTimeOffset? Utc(DateTime? time) => time is { } value ? new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc)) : null;
}
