using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace CallActors.Connect.Api.Quotas;

/// <summary>Counts every attempt against the quota, those that the client makes by itself among them.</summary>
internal sealed class QuotaHandler(RequestQuotas quotas) : PipelineHandler
{
    public override void InvokeSync(IExecutionContext executionContext)
    {
        Take(executionContext);
        base.InvokeSync(executionContext);
    }

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        Take(executionContext);
        return base.InvokeAsync<T>(executionContext);
    }

    private void Take(IExecutionContext executionContext)
    {
        var context = executionContext.RequestContext;
        var name = context.RequestName;
        var operation = name.EndsWith("Request", StringComparison.Ordinal) ? name[..^"Request".Length] : name;
        if (quotas.Take(operation, mayOwe: context.Retries > 0) is { } retryAfter)
        {
            throw new RequestQuotaException(operation, quotas.QuotaOf(operation), retryAfter);
        }
    }
}
