using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace CallActors.Connect.Api.Quotas;

/// <summary>Counts every attempt against the quota, those that the client makes by itself among them.</summary>
internal sealed class QuotaHandler(RequestQuotas quotas) : PipelineHandler
{
    /// <exception cref="NotSupportedException">Always: the bucket may be in a database, and the client has asynchronous calls alone.</exception>
    public override void InvokeSync(IExecutionContext executionContext) =>
        throw new NotSupportedException("Amazon Connect is called asynchronously.");

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var context = executionContext.RequestContext;
        var name = context.RequestName;
        var operation = name.EndsWith("Request", StringComparison.Ordinal) ? name[..^"Request".Length] : name;
        if (await quotas.TakeAsync(operation, mayOwe: context.Retries > 0, context.CancellationToken).ConfigureAwait(false) is { } retryAfter)
        {
            throw new RequestQuotaException(operation, quotas.QuotaOf(operation), retryAfter);
        }

        return await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
    }
}
