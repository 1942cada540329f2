using System.Threading.Channels;
using Amazon.Runtime;
using CallActors.Connect.Api;
using CallActors.Connect.Api.Model;
using CallActors.Connect.Api.Quotas;
using CallActors.Engine;
using CallActors.Engine.Journal;
using Microsoft.Extensions.Logging;
using Contact = CallActors.Domain.Contacts.Contact;

namespace CallActors.Edge.Api;

/// <summary>
/// Asks Amazon for the attributes of contacts of agents without a bridge, since the feeds do not carry them: once for
/// each contact that is offered, one after another, within the site's quota.
/// </summary>
internal sealed class AttributeRounds
{
    private readonly AmazonConnectClient client;
    private readonly AmazonApiOptions options;
    private readonly ICallEngine engine;
    private readonly ILogger log;
    private readonly Channel<(string AgentId, Contact.Seen Contact)> waiting;

    public AttributeRounds(AmazonConnectClient client, AmazonApiOptions options, ICallEngine engine, ILogger log)
    {
        (this.client, this.options, this.engine, this.log) = (client, options, engine, log);
        waiting = Channel.CreateBounded<(string, Contact.Seen)>(new BoundedChannelOptions(options.WaitingContacts) { SingleReader = true });
    }

    /// <summary>Does not block. Where too many wait the attributes of this one stay unknown.</summary>
    public void Add(string agentId, Contact.Seen contact)
    {
        if (!waiting.Writer.TryWrite((agentId, contact)))
        {
            log.LogWarning("{Most} contacts wait for their attributes; those of contact {ContactId} are not asked for.", options.WaitingContacts, contact.ContactId);
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var (agentId, contact) in waiting.Reader.ReadAllAsync(stopping))
        {
            while (await TryAsync(agentId, contact, stopping) is { } pause)
            {
                await Task.Delay(pause, stopping);
            }
        }
    }

    /// <returns>How long to wait before it is tried again, null where it is done or cannot be.</returns>
    private async Task<TimeSpan?> TryAsync(string agentId, Contact.Seen contact, CancellationToken stopping)
    {
        try
        {
            // Who waited in a full bucket's queue may be gone by now.
            var view = await engine.ViewAsync(agentId, stopping);
            if (view.IsBridgeAttached || view.Picture.Find(contact.ContactId) is not { Contact.Attributes.IsEmpty: true })
            {
                return null;
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            limit.CancelAfter(options.QuestionLimit);
            var answer = await client.GetContactAttributesAsync(
                new GetContactAttributesRequest { InstanceId = options.InstanceId, InitialContactId = contact.InitialContactId ?? contact.ContactId }, limit.Token);
            await engine.TellAttributesAsync(agentId, contact.ContactId, answer.Attributes ?? [], stopping);
            return null;
        }
        catch (RequestQuotaException full)
        {
            return full.RetryAfter;
        }
        catch (JournalUnavailableException)
        {
            return options.AskAgain;
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            log.LogWarning(
                "The attributes of contact {ContactId} stay unknown ({Kind}: {Reason}).",
                contact.ContactId, error.GetType().Name, error is AmazonClientException ? error.Message : "");
            return null;
        }
    }
}
