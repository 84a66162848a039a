package io.dss.kernel;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * An immutable sorted map: an AVL tree whose changes copy the path to the root and share the rest (Driscoll et al., "Making Data Structures
 * Persistent", 1989). A replicated table built of these is itself a value, so an immutable view of it for a snapshot costs nothing, and its
 * iteration order is the order of its keys, the same on every replica.
 *
 * <p>{@link #get}, {@link #with} and {@link #without} take O(log n); {@link #size} O(1). Thread-safe, as it never changes.
 */
public final class SortedTree<K, V> implements Iterable<Map.Entry<K, V>> {
  private final Comparator<? super K> order;
  private final Node<K, V> root;

  private SortedTree(Comparator<? super K> order, Node<K, V> root) {
    this.order = order;
    this.root = root;
  }

  /** The empty map over keys in their natural order. */
  public static <K extends Comparable<? super K>, V> SortedTree<K, V> empty() {
    return new SortedTree<>(Comparator.naturalOrder(), null);
  }

  /** The empty map over keys in {@code order}. */
  public static <K, V> SortedTree<K, V> empty(Comparator<? super K> order) {
    return new SortedTree<>(order, null);
  }

  public int size() {
    return size(root);
  }

  public boolean isEmpty() {
    return root == null;
  }

  public boolean contains(K key) {
    return get(key) != null;
  }

  /** The value of {@code key}, or null. */
  public V get(K key) {
    Node<K, V> node = root;
    while (node != null) {
      int side = order.compare(key, node.key);
      if (side == 0) return node.value;
      node = side < 0 ? node.left : node.right;
    }
    return null;
  }

  public Optional<V> find(K key) {
    return Optional.ofNullable(get(key));
  }

  /** This map with {@code key} at {@code value}, which is not null. */
  public SortedTree<K, V> with(K key, V value) {
    Invariant.check(value != null, "no value for %s", key);
    Node<K, V> changed = insert(root, key, value);
    return changed == root ? this : new SortedTree<>(order, changed);
  }

  /** This map without {@code key}. */
  public SortedTree<K, V> without(K key) {
    Node<K, V> changed = delete(root, key);
    return changed == root ? this : new SortedTree<>(order, changed);
  }

  /** The entry with the lowest key. */
  public Optional<Map.Entry<K, V>> first() {
    return root == null ? Optional.empty() : Optional.of(leftmost(root));
  }

  /** All entries, the lowest key first. */
  @Override
  public Iterator<Map.Entry<K, V>> iterator() {
    Walk<K, V> walk = new Walk<>();
    walk.push(root);
    return walk;
  }

  /** The entries whose keys are at least {@code key} (above it, when not {@code inclusive}), the lowest first. */
  public Iterable<Map.Entry<K, V>> from(K key, boolean inclusive) {
    return () -> {
      Walk<K, V> walk = new Walk<>();
      Node<K, V> node = root;
      while (node != null) {
        int side = order.compare(key, node.key);
        if (side < 0 || side == 0 && inclusive) {
          walk.path.push(node);
          node = node.left;
        } else {
          node = node.right;
        }
      }
      return walk;
    };
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (Map.Entry<K, V> entry : this) text.append(text.length() > 1 ? ", " : "").append(entry.getKey()).append('=').append(entry.getValue());
    return text.append('}').toString();
  }

  private Node<K, V> insert(Node<K, V> node, K key, V value) {
    if (node == null) return new Node<>(key, value, null, null);
    int side = order.compare(key, node.key);
    if (side == 0) return node.value == value ? node : new Node<>(key, value, node.left, node.right);
    if (side < 0) {
      Node<K, V> left = insert(node.left, key, value);
      return left == node.left ? node : balanced(node, left, node.right);
    }
    Node<K, V> right = insert(node.right, key, value);
    return right == node.right ? node : balanced(node, node.left, right);
  }

  private Node<K, V> delete(Node<K, V> node, K key) {
    if (node == null) return null;
    int side = order.compare(key, node.key);
    if (side < 0) {
      Node<K, V> left = delete(node.left, key);
      return left == node.left ? node : balanced(node, left, node.right);
    }
    if (side > 0) {
      Node<K, V> right = delete(node.right, key);
      return right == node.right ? node : balanced(node, node.left, right);
    }
    if (node.left == null) return node.right;
    if (node.right == null) return node.left;
    Node<K, V> next = leftmost(node.right);
    return balanced(next, node.left, withoutLeftmost(node.right));
  }

  private Node<K, V> withoutLeftmost(Node<K, V> node) {
    return node.left == null ? node.right : balanced(node, withoutLeftmost(node.left), node.right);
  }

  private static <K, V> Node<K, V> leftmost(Node<K, V> node) {
    Node<K, V> at = node;
    while (at.left != null) at = at.left;
    return at;
  }

  /** {@code of}'s entry over two subtrees whose heights differ by at most two, rotated so that they differ by at most one. */
  private static <K, V> Node<K, V> balanced(Node<K, V> of, Node<K, V> left, Node<K, V> right) {
    int lean = height(left) - height(right);
    if (lean > 1) {
      if (height(left.left) >= height(left.right)) {
        return left.over(left.left, of.over(left.right, right));
      }
      Node<K, V> up = left.right;
      return up.over(left.over(left.left, up.left), of.over(up.right, right));
    }
    if (lean < -1) {
      if (height(right.right) >= height(right.left)) {
        return right.over(of.over(left, right.left), right.right);
      }
      Node<K, V> up = right.left;
      return up.over(of.over(left, up.left), right.over(up.right, right.right));
    }
    return of.over(left, right);
  }

  private static int height(Node<?, ?> node) {
    return node == null ? 0 : node.height;
  }

  private static int size(Node<?, ?> node) {
    return node == null ? 0 : node.size;
  }

  private static final class Node<K, V> implements Map.Entry<K, V> {
    final K key;
    final V value;
    final Node<K, V> left;
    final Node<K, V> right;
    final int height;
    final int size;

    Node(K key, V value, Node<K, V> left, Node<K, V> right) {
      this.key = key;
      this.value = value;
      this.left = left;
      this.right = right;
      this.height = 1 + Math.max(SortedTree.height(left), SortedTree.height(right));
      this.size = 1 + SortedTree.size(left) + SortedTree.size(right);
    }

    Node<K, V> over(Node<K, V> newLeft, Node<K, V> newRight) {
      return new Node<>(key, value, newLeft, newRight);
    }

    @Override
    public K getKey() {
      return key;
    }

    @Override
    public V getValue() {
      return value;
    }

    @Override
    public V setValue(V value) {
      throw new IllegalStateException("entries of a SortedTree do not change; use with(key, value)");
    }
  }

  private static final class Walk<K, V> implements Iterator<Map.Entry<K, V>> {
    final Deque<Node<K, V>> path = new ArrayDeque<>();

    void push(Node<K, V> from) {
      for (Node<K, V> node = from; node != null; node = node.left) path.push(node);
    }

    @Override
    public boolean hasNext() {
      return !path.isEmpty();
    }

    @Override
    public Map.Entry<K, V> next() {
      if (path.isEmpty()) throw new NoSuchElementException();
      Node<K, V> node = path.pop();
      push(node.right);
      return node;
    }
  }
}
