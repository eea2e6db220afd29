namespace SlackNet;

/// <summary>Sends each value to all current observers.</summary>
internal sealed class Broadcast<T> : IObservable<T>
{
    private readonly Lock _lock = new();
    private IObserver<T>[] _observers = [];

    public IDisposable Subscribe(IObserver<T> observer)
    {
        lock (_lock)
        {
            _observers = [.. _observers, observer];
        }

        return new Subscription(this, observer);
    }

    public void Send(T value)
    {
        foreach (var observer in _observers)
        {
            observer.OnNext(value);
        }
    }

    private sealed class Subscription(Broadcast<T> broadcast, IObserver<T> observer) : IDisposable
    {
        public void Dispose()
        {
            lock (broadcast._lock)
            {
                broadcast._observers = [.. broadcast._observers.Where(other => other != observer)];
            }
        }
    }
}

/// <summary>Observes with a delegate.</summary>
internal sealed class Listener<T>(Action<T> onNext) : IObserver<T>
{
    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void OnNext(T value) => onNext(value);
}
