using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Temporalio.Workflows;

namespace Temporalio.Worker.Runs;

/// <content>The handlers that workflow code can change.</content>
internal sealed partial class WorkflowInstance
{
    /// <summary>Signals by name. A new handler at once gets what waited for it.</summary>
    private sealed class SignalHandlers(WorkflowInstance instance) : IDictionary<string, WorkflowSignalDefinition>
    {
        private readonly IDictionary<string, WorkflowSignalDefinition> _inner = instance._signals;

        public ICollection<string> Keys => _inner.Keys;

        public ICollection<WorkflowSignalDefinition> Values => _inner.Values;

        public int Count => _inner.Count;

        public bool IsReadOnly => false;

        public WorkflowSignalDefinition this[string key]
        {
            get => _inner[key];
            set
            {
                _inner[key] = value;
                instance.DeliverUnhandled();
            }
        }

        public void Add(string key, WorkflowSignalDefinition value)
        {
            _inner.Add(key, value);
            instance.DeliverUnhandled();
        }

        public void Add(KeyValuePair<string, WorkflowSignalDefinition> item) => Add(item.Key, item.Value);

        public void Clear() => _inner.Clear();

        public bool Contains(KeyValuePair<string, WorkflowSignalDefinition> item) => _inner.Contains(item);

        public bool ContainsKey(string key) => _inner.ContainsKey(key);

        public void CopyTo(KeyValuePair<string, WorkflowSignalDefinition>[] array, int arrayIndex) => _inner.CopyTo(array, arrayIndex);

        public IEnumerator<KeyValuePair<string, WorkflowSignalDefinition>> GetEnumerator() => _inner.GetEnumerator();

        public bool Remove(string key) => _inner.Remove(key);

        public bool Remove(KeyValuePair<string, WorkflowSignalDefinition> item) => _inner.Remove(item);

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out WorkflowSignalDefinition value) => _inner.TryGetValue(key, out value);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
