using CallActors.Domain.Agents;
using CallActors.Domain.Connections;
using CallActors.Domain.Contacts;

namespace CallActors.Connect.Feeds;

/// <summary>
/// A voice contact as the feeds know it, without connections. Two stand for it until a bridge names them: the party,
/// whose id is the contact's by Amazon's own rule, and the agent's own.
/// </summary>
internal static class ContactLevelReport
{
    /// <param name="word">The contact's state in Amazon's words.</param>
    /// <param name="path">Where it stood, for the error.</param>
    public static ContactReport Of(
        string id, string? initialContactId, string? initiationMethod, string word, string path, DateTimeOffset since,
        string? queueName, DateTimeOffset? queueTimestamp)
    {
        var (state, party, own) = FeedWords.ContactState(word, $"{path}State");
        var isMonitoring = FeedWords.IsMonitoring(initiationMethod);
        var ownConnection = new ConnectionReport(
            Target.OwnIdUntilNamed(id), isMonitoring ? ConnectionType.Monitoring : ConnectionType.Agent, false, null, own, since);
        return new ContactReport(
            id, initialContactId, state, since, FeedWords.IsOutbound(initiationMethod), queueName, queueTimestamp, null,
            isMonitoring
                ? [ownConnection]
                : [ownConnection, new ConnectionReport(id, FeedWords.PartyType(initiationMethod), true, null, party, since)]);
    }
}
