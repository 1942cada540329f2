using Amazon.Runtime;
using CallActors.Client;
using CallActors.Connect.Api;
using CallActors.Connect.Api.Quotas;

namespace PauseRecording;

/// <summary>Keeps the recording of each call as its agent's own connection reads: paused on hold, else running.</summary>
/// <param name="events">What every agent's apps are told, whichever way it comes.</param>
internal sealed class Recording(IAsyncEnumerable<AgentEvent> events, AmazonConnectClient amazon, string instanceId)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, (bool IsPaused, Task Done)> contacts = [];

    public async Task WatchAsync(CancellationToken stopping)
    {
        await foreach (var each in events.WithCancellation(stopping))
        {
            switch (each)
            {
                // After a start, or after a long while: what was not seen is made good.
                case AgentEvent.CallsSynced synced:
                    foreach (var own in synced.Connections.Where(connection => connection.IsAgentsOwn))
                    {
                        Follow(own, isSurelyRecorded: false, stopping);
                    }

                    break;
                case AgentEvent.CallChanged { Connection: { IsAgentsOwn: true } own }:
                    Follow(own, isSurelyRecorded: true, stopping);
                    break;
            }
        }
    }

    private void Follow(Connection own, bool isSurelyRecorded, CancellationToken stopping)
    {
        var contactId = own.ContactId!;
        if (own.Status == ConnectionStatus.Disconnected)
        {
            contacts.Remove(contactId);
            return;
        }

        var isToPause = own.Status == ConnectionStatus.Hold;
        var known = contacts.TryGetValue(contactId, out var before);
        if (own.Status is ConnectionStatus.Hold or ConnectionStatus.Connected
            && (known ? before.IsPaused != isToPause : isToPause || !isSurelyRecorded))
        {
            // One after another for a contact, so that a resume never overtakes the pause before it; contacts do not wait for each other.
            contacts[contactId] = (isToPause, SetAsync(before.Done ?? Task.CompletedTask, contactId, isToPause, stopping));
        }
    }

    private async Task SetAsync(Task before, string contactId, bool isToPause, CancellationToken stopping)
    {
        await before;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(Patience);
        try
        {
            // The recording belongs to the first contact of a chain of transfers.
            var contact = (await amazon.DescribeContactAsync(new() { InstanceId = instanceId, ContactId = contactId }, limit.Token)).Contact;
            var initial = contact?.InitialContactId ?? contactId;
            if (isToPause)
            {
                await amazon.SuspendContactRecordingAsync(
                    new() { InstanceId = instanceId, ContactId = contactId, InitialContactId = initial }, limit.Token);
            }
            else
            {
                await amazon.ResumeContactRecordingAsync(
                    new() { InstanceId = instanceId, ContactId = contactId, InitialContactId = initial }, limit.Token);
            }

            Console.WriteLine($"{contactId}: the recording is {(isToPause ? "paused" : "resumed")}");
        }
        catch (RequestQuotaException error)
        {
            // The quota is the account's: more calls are held at once than Amazon lets pause in a second.
            await Task.Delay(error.RetryAfter, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await SetAsync(Task.CompletedTask, contactId, isToPause, stopping);
        }
        catch (Exception error) when (error is AmazonServiceException or AmazonClientException or HttpRequestException or OperationCanceledException)
        {
            Console.WriteLine($"{contactId}: the recording was not {(isToPause ? "paused" : "resumed")}: {error.Message}");
        }
    }
}
