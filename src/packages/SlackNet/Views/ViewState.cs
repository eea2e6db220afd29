namespace SlackNet;

/// <summary>The values of the input elements of a view.</summary>
public class ViewState
{
    /// <summary>By block id, then by action id.</summary>
    public Dictionary<string, Dictionary<string, ElementValue>> Values { get; set; } = [];

    /// <summary>The value of one element, or null.</summary>
    public TValue GetValue<TValue>(string blockId, string actionId) where TValue : ElementValue =>
        Values.TryGetValue(blockId, out var block) && block.TryGetValue(actionId, out var value) ? value as TValue : null;

    /// <summary>The value of the first element with this action id, or null.</summary>
    public TValue GetValue<TValue>(string actionId) where TValue : ElementValue =>
        Values.Values.Select(block => block.GetValueOrDefault(actionId)).OfType<TValue>().FirstOrDefault();
}

/// <summary>The value of an input element.</summary>
public abstract class ElementValue
{
    protected ElementValue()
    {
    }

    public string Type { get; set; }
}

/// <summary>The value of an element without a class here.</summary>
internal sealed class UnknownValue : ElementValue;
