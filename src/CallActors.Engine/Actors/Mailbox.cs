namespace CallActors.Engine.Actors;

/// <summary>
/// The letters of one actor, taken one at a time and in their order. Whoever posts to an actor that rests takes the letter
/// on his own thread as far as it goes without waiting: most of what an actor does costs less than waking another thread.
/// </summary>
internal sealed class Mailbox(int capacity, Func<Letter, Task> handle)
{
    private readonly Lock gate = new();
    private readonly Queue<Letter> waiting = new();
    private TaskCompletionSource? room;
    private TaskCompletionSource? ended;
    private bool isRunning;
    private bool isClosed;

    /// <summary>Whether it takes no more letters.</summary>
    public bool IsClosed
    {
        get
        {
            lock (gate)
            {
                return isClosed;
            }
        }
    }

    /// <summary>Whether letters wait behind the one that is being handled.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return waiting.Count == 0;
            }
        }
    }

    /// <summary>False where it is full or closed; then nothing comes of the letter.</summary>
    public bool TryPost(Letter letter)
    {
        lock (gate)
        {
            if (isClosed || waiting.Count >= capacity)
            {
                return false;
            }

            waiting.Enqueue(letter);
            if (isRunning)
            {
                return true;
            }

            isRunning = true;
        }

        _ = RunAsync();
        return true;
    }

    /// <summary>Posts, waiting for room. False where it is closed.</summary>
    public async ValueTask<bool> PostAsync(Letter letter, CancellationToken cancellation)
    {
        while (!TryPost(letter))
        {
            Task someRoom;
            lock (gate)
            {
                if (isClosed)
                {
                    return false;
                }

                someRoom = waiting.Count < capacity ? Task.CompletedTask
                    : (room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await someRoom.WaitAsync(cancellation);
        }

        return true;
    }

    /// <summary>Takes no more letters, and completes when those that are there were handled.</summary>
    public Task CloseAsync()
    {
        lock (gate)
        {
            isClosed = true;
            room?.TrySetResult();
            ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!isRunning)
            {
                ended.TrySetResult();
            }

            return ended.Task;
        }
    }

    private async Task RunAsync()
    {
        while (Next() is { } letter)
        {
            await handle(letter);
        }
    }

    private Letter? Next()
    {
        lock (gate)
        {
            if (waiting.TryDequeue(out var letter))
            {
                room?.TrySetResult();
                room = null;
                return letter;
            }

            isRunning = false;
            ended?.TrySetResult();
            return null;
        }
    }
}
