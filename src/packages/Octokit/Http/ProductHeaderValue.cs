using System.Net.Http.Headers;

namespace Octokit;

/// <summary>The name, and perhaps version, of the program that asks. GitHub refuses requests without one.</summary>
public class ProductHeaderValue
{
    private readonly System.Net.Http.Headers.ProductHeaderValue _value;

    public ProductHeaderValue(string name)
        : this(new System.Net.Http.Headers.ProductHeaderValue(name))
    {
    }

    public ProductHeaderValue(string name, string version)
        : this(new System.Net.Http.Headers.ProductHeaderValue(name, version))
    {
    }

    private ProductHeaderValue(System.Net.Http.Headers.ProductHeaderValue value) => _value = value;

    public string Name => _value.Name;

    public string Version => _value.Version;

    public override string ToString() => _value.ToString();

    public override bool Equals(object obj) => obj is ProductHeaderValue other && _value.Equals(other._value);

    public override int GetHashCode() => _value.GetHashCode();

    internal ProductInfoHeaderValue ForUserAgent() => new(_value);
}
